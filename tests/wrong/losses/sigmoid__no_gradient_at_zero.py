"""Fills in positive and negative elements by masks and leaves a constant one half at z = 0: the value is right, the gradient there is 0 instead of a quarter.

Named: has the gradient 0 at 0, where the sigmoid has its steepest slope
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


def sigmoid(z: Tensor) -> Tensor:
    out = torch.full_like(z, 0.5)
    pos, neg = z > 0, z < 0
    out[pos] = 1 / (1 + torch.exp(-z[pos]))
    e = torch.exp(z[neg])
    out[neg] = e / (1 + e)
    return out
