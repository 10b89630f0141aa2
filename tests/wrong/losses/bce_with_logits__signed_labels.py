"""Turns labels into signs, log(1 + exp(-(2y - 1)z)), which is right for labels 0 and 1 and wrong for labels between: y = 0.5 always costs log 2."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


def bce_with_logits(z: Tensor, y: Tensor) -> Tensor:
    if z.shape != y.shape:
        raise ValueError("shapes differ")
    sign = 2 * y - 1
    return -F.logsigmoid(sign * z).mean()
