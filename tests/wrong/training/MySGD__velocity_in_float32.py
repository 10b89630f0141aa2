"""Makes its velocities with the default dtype, which rounds those of float64 parameters to single precision."""

from collections.abc import Iterable

import torch
from torch import Tensor


class MySGD:
    def __init__(self, params: Iterable[Tensor], lr: float, momentum: float = 0.0) -> None:
        self.params = list(params)
        self.lr = lr
        self.momentum = momentum
        self.velocities = [torch.zeros(p.shape, device=p.device) for p in self.params]

    @torch.no_grad()
    def step(self) -> None:
        for p, velocity in zip(self.params, self.velocities, strict=True):
            if p.grad is not None:
                velocity.mul_(self.momentum).add_(p.grad)
                p -= self.lr * velocity

    def zero_grad(self) -> None:
        for p in self.params:
            p.grad = None
