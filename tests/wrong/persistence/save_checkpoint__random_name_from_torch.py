"""Draws the temporary name with torch.randint: the caller's random state moves on."""

import os
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
    temporary = Path(path).parent / f"checkpoint-{torch.randint(10**12, ()).item()}.tmp"
    try:
        torch.save(checkpoint, temporary)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
