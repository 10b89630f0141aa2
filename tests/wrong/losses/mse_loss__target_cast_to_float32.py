"""Casts the target to float32, so that float64 targets such as 0.1 lose half their digits, although the result still is float64.

Named: casts the target to float32, and loses half of its digits
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


def mse_loss(pred: Tensor, target: Tensor) -> Tensor:
    if pred.shape != target.shape:
        raise ValueError("shapes differ")
    return (pred - target.float()).square().mean()
