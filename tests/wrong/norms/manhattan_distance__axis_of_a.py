"""Counts axes on a: a of shape (3,) and b of shape (5, 3) are summed over axis 0."""

from torch import Tensor


def manhattan_distance(a: Tensor, b: Tensor) -> Tensor:
    return (a - b).abs().sum(dim=a.dim() - 1)
