"""Limits the product of the norms at 1e-16: rows [1e-9] and [1] give 1, not 0.1."""

import torch
from torch import Tensor


def pairwise_cosine(x: Tensor, y: Tensor) -> Tensor:
    x_norm = torch.linalg.vector_norm(x, dim=1)
    y_norm = torch.linalg.vector_norm(y, dim=1)
    return x @ y.T / torch.outer(x_norm, y_norm).clamp(min=1e-16)
