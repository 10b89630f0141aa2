"""The running maximum starts at 0.0: a Python float, not a tensor, when all are zero."""

from torch import Tensor


def linf_norm(x: Tensor) -> Tensor:
    best = 0.0
    for value in x.flatten():
        if abs(value) > best:
            best = abs(value)
    return best
