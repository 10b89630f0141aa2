"""The range leaves out its upper end: ValueError for p = 10."""

import math

import torch
from torch import Tensor


def p_norm(x: Tensor, p: float) -> Tensor:
    if not (1 <= p < 10 or p == math.inf):
        raise ValueError(f"p must be from 1 to 10 or inf, got {p}")
    return torch.linalg.vector_norm(x, ord=p)
