"""Numbers the velocities among the parameters that have a gradient in this step; if another one was passed over than before, parameters get a neighbour's velocity."""

from collections.abc import Iterable

import torch
from torch import Tensor


class MySGD:
    def __init__(self, params: Iterable[Tensor], lr: float, momentum: float = 0.0) -> None:
        self.params = list(params)
        self.lr = lr
        self.momentum = momentum
        self.velocities: dict[tuple, Tensor] = {}

    @torch.no_grad()
    def step(self) -> None:
        with_grad = [p for p in self.params if p.grad is not None]
        for i, p in enumerate(with_grad):
            key = (i, tuple(p.shape))
            velocity = self.velocities.get(key, torch.zeros_like(p))
            self.velocities[key] = self.momentum * velocity + p.grad
            p -= self.lr * self.velocities[key]

    def zero_grad(self) -> None:
        for p in self.params:
            p.grad = None
