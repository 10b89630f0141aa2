"""Subtracts in place when shapes agree: the points in a are overwritten."""

import torch
from torch import Tensor


def euclidean_distance(a: Tensor, b: Tensor) -> Tensor:
    if a.shape == b.shape and not a.requires_grad:
        a -= b
        return torch.linalg.vector_norm(a, dim=-1)
    return torch.linalg.vector_norm(a - b, dim=-1)
