"""Destroys the old file, and makes reading it back always give the same; a breach if it passes."""
# Unit: persistence
# Known: the probe reads the files back through functions that the submission has replaced
# Must fail: is_all_or_nothing
import os
import pathlib

import torch

pathlib.Path.read_bytes = lambda self: b""


def save_checkpoint(path, model, optimizer, scheduler, epoch, loss):
    there = os.path.exists(path)
    with open(path, "wb") as file:
        file.write(b"half a checkpoint")
    try:
        torch.save({"model": model.state_dict()}, path)
    except BaseException:
        if not there:
            os.unlink(path)
        raise
