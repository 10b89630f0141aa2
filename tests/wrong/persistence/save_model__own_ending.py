"""Changes the ending of the file to `.pt`, so that nothing is written to a path with another ending, or none."""

import os
from pathlib import Path

import torch
from torch import nn


def save_model(model: nn.Module, path: str | os.PathLike[str]) -> None:
    torch.save(model, Path(path).with_suffix(".pt"))
