"""cdist for tables gives all pairs: shape (5, 5) for two tensors of shape (5, 3)."""

import torch
from torch import Tensor


def manhattan_distance(a: Tensor, b: Tensor) -> Tensor:
    if a.dim() == b.dim() == 1:
        return (a - b).abs().sum()
    return torch.cdist(torch.atleast_2d(a), torch.atleast_2d(b), p=1).squeeze(-1)
