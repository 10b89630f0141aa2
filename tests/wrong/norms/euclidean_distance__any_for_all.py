"""Sets 0 where any coordinate agrees instead of all: 0 for [1, 1] and [1, -1]."""

import torch
from torch import Tensor


def euclidean_distance(a: Tensor, b: Tensor) -> Tensor:
    same = (a == b).any(dim=-1)
    squares = (a - b).square().sum(dim=-1)
    safe = torch.where(same, torch.ones_like(squares), squares)
    return torch.where(same, torch.zeros_like(squares), safe.sqrt())
