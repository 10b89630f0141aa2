"""Moves the old file aside and writes in place: while it writes, no whole file is at path."""

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
    path = Path(path)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        backup = Path(folder, "backup")
        if path.exists():
            os.replace(path, backup)
        try:
            torch.save(checkpoint, path)
        except Exception:
            path.unlink(missing_ok=True)
            if backup.exists():
                os.replace(backup, path)
            raise
