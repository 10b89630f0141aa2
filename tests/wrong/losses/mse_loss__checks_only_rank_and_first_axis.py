"""Compares only the number of axes and the first size, so that (3, 1) against (3, 4) still broadcasts instead of raising ValueError."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


def mse_loss(pred: Tensor, target: Tensor) -> Tensor:
    if pred.dim() != target.dim() or pred.shape[:1] != target.shape[:1]:
        raise ValueError("predictions and targets do not match")
    return ((pred - target) ** 2).mean()
