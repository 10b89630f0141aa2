"""Squeezes the table: shape (m,) instead of (1, m) for a single row."""

import torch
import torch.nn.functional as F
from torch import Tensor


def pairwise_cosine(x: Tensor, y: Tensor) -> Tensor:
    x_unit = F.normalize(x, dim=1, eps=1e-8)
    y_unit = F.normalize(y, dim=1, eps=1e-8)
    return torch.matmul(x_unit.unsqueeze(1), y_unit.T).squeeze()
