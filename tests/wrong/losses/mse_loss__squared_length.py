"""Squares the length of the error vector, a square root: the gradient is nan where pred equals target everywhere."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


def mse_loss(pred: Tensor, target: Tensor) -> Tensor:
    if pred.shape != target.shape:
        raise ValueError("shapes differ")
    distance = torch.sqrt(torch.sum((pred - target) ** 2))
    return distance**2 / pred.numel()
