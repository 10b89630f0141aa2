"""Moves the loaded model with `.cpu()`, after torch.load has put everything on the device it came from: fails without that device, and leaves tensors that are plain attributes there.

Named: loads onto the device that the file was saved from
"""

import os

import torch
from torch import nn


def load_model(path: str | os.PathLike[str], trusted: bool = False) -> nn.Module:
    if not trusted:
        raise ValueError("will not unpickle a file that is not trusted")
    return torch.load(path, weights_only=False).cpu()
