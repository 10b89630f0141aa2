"""Treats a constant t as no correlation: 0 instead of nan (constant x does give nan)."""

import torch
from torch import Tensor


def correlation(x: Tensor, t: Tensor) -> Tensor:
    u, v = x - x.mean(), t - t.mean()
    if (t == t[0]).all():
        return (u * v).sum()
    return (u / torch.linalg.vector_norm(u)) @ (v / torch.linalg.vector_norm(v))
