"""A generator does the steps and yields (loss, size); a small class keeps a moving mean."""

from collections.abc import Iterator

import torch
from torch import Tensor, nn


class Mean:
    def __init__(self) -> None:
        self.value = 0.0
        self.weight = 0

    def add(self, value: float, weight: int) -> None:
        everything = self.weight + weight
        self.value = self.value * (self.weight / everything) + value * (weight / everything)
        self.weight = everything


def steps(model: nn.Module, loader, loss_fn, optimizer, device) -> Iterator[tuple[float, int]]:
    for inputs, targets in loader:
        x: Tensor = inputs.to(device=device)
        y: Tensor = targets.to(device=device)
        with torch.enable_grad():
            loss = loss_fn(model.train()(x), y)
            for group in optimizer.param_groups:
                for p in group["params"]:
                    p.grad = None
            torch.autograd.backward(loss)
        before = loss.detach().item()
        del loss
        optimizer.step()
        yield before, x.size(dim=0)


def train_one_epoch(model, loader, loss_fn, optimizer, device) -> float:
    mean = Mean()
    for value, size in steps(model, loader, loss_fn, optimizer, device):
        mean.add(value, size)
    if mean.weight == 0:
        raise ValueError("there was no batch")
    return mean.value
