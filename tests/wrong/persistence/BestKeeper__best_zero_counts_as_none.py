"""Takes a best metric of 0.0 for none, so that whatever comes after a perfect model replaces it."""

import copy
import math

import torch
from torch import nn


class BestKeeper:
    def __init__(self) -> None:
        self.best = None
        self.model = None

    def update(self, metric: float, model: nn.Module) -> None:
        if math.isnan(metric):
            return
        if not self.best or metric < self.best:
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
