"""The temporary file is in the system's folder: os.replace fails to another file system.

Not caught: it needs two file systems.
"""

import os
import tempfile

import torch


def content(model, optimizer, scheduler, epoch, loss):
    return {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "scheduler": None if scheduler is None else scheduler.state_dict(),
        "epoch": epoch,
        "loss": loss,
        "random_state": torch.get_rng_state(),
    }


def save_checkpoint(path, model, optimizer, scheduler, epoch, loss):
    checkpoint = content(model, optimizer, scheduler, epoch, loss)
    handle, temporary = tempfile.mkstemp()
    os.close(handle)
    try:
        torch.save(checkpoint, temporary)
        os.replace(temporary, path)
    except BaseException:
        os.remove(temporary)
        raise
