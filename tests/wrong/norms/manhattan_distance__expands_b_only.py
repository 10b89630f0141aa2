"""Expands b to the shape of a only: fails if b has more axes, or a an axis of size 1."""

from torch import Tensor


def manhattan_distance(a: Tensor, b: Tensor) -> Tensor:
    return (a - b.expand_as(a)).abs().sum(dim=-1)
