"""Powers as exp(p log|x|): right value, nan gradient when some elements are 0 and p > 1."""

import math

from torch import Tensor


def p_norm(x: Tensor, p: float) -> Tensor:
    if p == math.inf:
        return x.abs().max()
    if not 1 <= p <= 10:
        raise ValueError(f"p must be from 1 to 10 or inf, got {p}")
    return (p * x.abs().log()).exp().sum().pow(1 / p)
