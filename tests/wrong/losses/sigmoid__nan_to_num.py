"""Repairs inf/inf by nan_to_num: all values are right, but the gradient is nan for scores from 89 (float32) or 710 (float64) on."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


def sigmoid(z: Tensor) -> Tensor:
    e = torch.exp(z)
    return torch.nan_to_num(e / (1 + e), nan=1.0)
