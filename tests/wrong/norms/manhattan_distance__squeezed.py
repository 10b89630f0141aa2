"""Squeezes all axes of size 1: a batch of 1 loses its axis, shape () instead of (1,)."""

from torch import Tensor


def manhattan_distance(a: Tensor, b: Tensor) -> Tensor:
    return (a - b).abs().sum(dim=-1, keepdim=True).squeeze()
