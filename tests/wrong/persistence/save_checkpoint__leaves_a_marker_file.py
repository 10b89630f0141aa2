"""Leaves a marker file beside the checkpoint that names the last save: another new file."""

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
        os.replace(temporary, path)
    except BaseException:
        os.remove(temporary)
        raise
    Path(path).with_name("latest").write_text(os.path.basename(path))
