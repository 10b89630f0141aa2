"""Puts the mode of the snapshot back as well, so that `restore` changes a model whose mode was switched after `update`."""

import copy

import torch
from torch import nn


class BestKeeper:
    def __init__(self) -> None:
        self.best = float("inf")
        self.model = None

    def update(self, metric: float, model: nn.Module) -> None:
        if metric < self.best:
            self.best = metric
            self.model = copy.deepcopy(model)

    def restore(self, model: nn.Module) -> None:
        if self.model is None:
            raise RuntimeError("nothing kept")
        with torch.no_grad():
            for tensor, kept in zip(model.parameters(), self.model.parameters(), strict=True):
                tensor.copy_(kept)
            for tensor, kept in zip(model.buffers(), self.model.buffers(), strict=True):
                tensor.copy_(kept)
        for module, kept in zip(model.modules(), self.model.modules(), strict=True):
            module.training = kept.training
