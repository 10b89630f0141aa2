"""Looks whether there is a file before it asks whether it is trusted, and raises FileNotFoundError instead of ValueError if neither is so."""

import os
from pathlib import Path

import torch
from torch import nn


def load_model(path: str | os.PathLike[str], trusted: bool = False) -> nn.Module:
    if not Path(path).is_file():
        raise FileNotFoundError(path)
    if not trusted:
        raise ValueError("will not unpickle a file that is not trusted")
    return torch.load(path, map_location="cpu", weights_only=False)
