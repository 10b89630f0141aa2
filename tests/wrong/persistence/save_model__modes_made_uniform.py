"""Gives all submodules the mode of the whole model in the file, so that a part that was set to evaluation alone (a frozen BatchNorm) comes back in training mode."""

import copy
import os

import torch
from torch import nn


def save_model(model: nn.Module, path: str | os.PathLike[str]) -> None:
    clone = copy.deepcopy(model)
    clone.train(model.training)
    torch.save(clone, path)
