"""Serialises in memory but writes over the old file: a full disk or size limit destroys it.

Not caught: it needs a disk that is full at the right moment.
"""

import io
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
    buffer = io.BytesIO()
    torch.save(content(model, optimizer, scheduler, epoch, loss), buffer)
    Path(path).write_bytes(buffer.getvalue())
