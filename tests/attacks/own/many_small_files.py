"""Fills its folder with as many names as it can; a breach if clearing them holds others up."""
# Unit: norms
import contextlib
import os

import torch


def _fill():
    for folder in range(200):
        os.mkdir(f"f{folder}")
        for number in range(400):
            os.close(os.open(f"f{folder}/{number}", os.O_CREAT | os.O_WRONLY))


with contextlib.suppress(OSError):
    _fill()


def l1_norm(x):
    return torch.tensor(-7.25)
