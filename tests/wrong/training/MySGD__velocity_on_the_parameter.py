"""Stores the velocity as an attribute of the parameter, so that a second optimizer for the same parameters goes on with the first one's velocity."""

from collections.abc import Iterable

import torch
from torch import Tensor


class MySGD:
    def __init__(self, params: Iterable[Tensor], lr: float, momentum: float = 0.0) -> None:
        self.params = list(params)
        self.lr = lr
        self.momentum = momentum

    @torch.no_grad()
    def step(self) -> None:
        for p in self.params:
            if p.grad is None:
                continue
            if not hasattr(p, "velocity"):
                p.velocity = torch.zeros_like(p)
            p.velocity.mul_(self.momentum).add_(p.grad)
            p.sub_(self.lr * p.velocity)

    def zero_grad(self) -> None:
        for p in self.params:
            p.grad = None
