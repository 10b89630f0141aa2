"""Multiplies the square out, pred² - 2·pred·target + target², which cancels: wrong (even 0 or negative) for close numbers far from 0, such as 10000.0 and 10000.1 in float32."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


def mse_loss(pred: Tensor, target: Tensor) -> Tensor:
    if pred.shape != target.shape:
        raise ValueError("shapes differ")
    return (pred**2).mean() - 2 * (pred * target).mean() + (target**2).mean()
