"""Scales by the largest element to be safe: 0/0, so nan, when all elements are zero."""

import math

from torch import Tensor


def p_norm(x: Tensor, p: float) -> Tensor:
    if not (1 <= p <= 10 or p == math.inf):
        raise ValueError(f"p must be from 1 to 10 or inf, got {p}")
    top = x.abs().max()
    if p == math.inf:
        return top
    return top * (x.abs() / top).pow(p).sum().pow(1 / p)
