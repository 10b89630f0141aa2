"""Makes rows of single points: shape (1,) instead of () for two points of shape (d,)."""

import torch
from torch import Tensor


def euclidean_distance(a: Tensor, b: Tensor) -> Tensor:
    return torch.linalg.vector_norm(torch.atleast_2d(a - b), dim=-1)
