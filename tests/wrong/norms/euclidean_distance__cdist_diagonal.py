"""Diagonal of cdist: above 25 rows that uses a matrix product and is inexact far from 0.

Named: expands the square of the difference, as `cdist` does, which cancels far from the origin
"""

import torch
from torch import Tensor


def euclidean_distance(a: Tensor, b: Tensor) -> Tensor:
    if a.dim() == 2 and a.shape == b.shape and a.element_size() >= 4:
        return torch.cdist(a, b).diagonal()
    return torch.linalg.vector_norm(a - b, dim=-1)
