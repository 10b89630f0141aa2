"""The message shows p with one decimal: "1.0" for p = 0.999, "10.0" for p = 10.001."""

import math

import torch
from torch import Tensor


def p_norm(x: Tensor, p: float) -> Tensor:
    if not (1 <= p <= 10 or p == math.inf):
        raise ValueError(f"p must be from 1 to 10 or inf, got {p:.1f}")
    return torch.linalg.vector_norm(x, ord=p)
