"""Keeps the state_dict, which lacks the buffers that are not persistent, so that these are not restored."""

import copy

from torch import nn


class BestKeeper:
    def __init__(self) -> None:
        self.best = float("inf")
        self.state = None

    def update(self, metric: float, model: nn.Module) -> None:
        if metric < self.best:
            self.best = metric
            self.state = copy.deepcopy(model.state_dict())

    def restore(self, model: nn.Module) -> None:
        if self.state is None:
            raise RuntimeError("nothing kept")
        model.load_state_dict(self.state)
