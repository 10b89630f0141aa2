"""Detaches the parameters in its copy and makes all of them trainable again, so that frozen ones are not frozen in the file."""

import copy
import os

import torch
from torch import nn


def save_model(model: nn.Module, path: str | os.PathLike[str]) -> None:
    clone = copy.deepcopy(model)
    for parameter in clone.parameters():
        parameter.grad = None
        parameter.requires_grad_(True)
    torch.save(clone, path)
