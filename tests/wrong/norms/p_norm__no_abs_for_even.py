"""Skips abs when int(p) is even: nan for p = 2.5 and a negative element."""

import math

from torch import Tensor


def p_norm(x: Tensor, p: float) -> Tensor:
    if p == math.inf:
        return x.abs().max()
    if not 1 <= p <= 10:
        raise ValueError(f"p must be from 1 to 10 or inf, got {p}")
    powers = x**p if int(p) % 2 == 0 else x.abs() ** p
    return powers.sum() ** (1 / p)
