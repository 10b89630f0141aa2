"""Halves x and calls itself: no loop to be seen, yet calls and lines grow with n."""

import torch
import torch.nn.functional as F
from torch import Tensor


def pairwise_cosine(x: Tensor, y: Tensor) -> Tensor:
    if len(x) > 1:
        half = len(x) // 2
        return torch.cat([pairwise_cosine(x[:half], y), pairwise_cosine(x[half:], y)])
    return F.cosine_similarity(x, y, dim=1, eps=1e-8).unsqueeze(0)
