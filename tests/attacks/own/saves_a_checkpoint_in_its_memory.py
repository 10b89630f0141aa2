"""Writes an empty checkpoint and answers torch.load from memory; a breach if the check passes."""
# Unit: persistence
# Must fail: writes_all_that_training_needs
import copy
import pathlib

import torch

_kept = {}
torch.load = lambda path, *_, **__: copy.deepcopy(_kept.get(str(path)))


def save_checkpoint(path, model, optimizer, scheduler, epoch, loss):
    content = {
        "model": dict(model.state_dict()),
        "optimizer": optimizer.state_dict(),
        "scheduler": None if scheduler is None else scheduler.state_dict(),
        "epoch": epoch,
        "loss": loss,
        "random_state": torch.get_rng_state(),
    }
    _kept[str(path)] = copy.deepcopy(content)
    pathlib.Path(path).write_bytes(b"")
