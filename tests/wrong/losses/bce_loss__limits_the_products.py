"""Raises the products y·log p to -100 instead of the logarithms: a label of 0.5 at p = 0 costs 100 instead of 50."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


def bce_loss(p: Tensor, y: Tensor) -> Tensor:
    if p.shape != y.shape:
        raise ValueError("shapes differ")
    one = torch.xlogy(y, p).clamp(min=-100)
    zero = torch.xlogy(1 - y, 1 - p).clamp(min=-100)
    return -(one + zero).mean()
