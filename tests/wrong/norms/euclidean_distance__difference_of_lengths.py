"""Subtracts lengths: right on one ray from the origin, 0 for [1, 0] and [0, 1].

Named: subtracts the lengths of the points from each other
"""

import torch
from torch import Tensor


def euclidean_distance(a: Tensor, b: Tensor) -> Tensor:
    return (torch.linalg.vector_norm(a, dim=-1) - torch.linalg.vector_norm(b, dim=-1)).abs()
