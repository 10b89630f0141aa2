"""Normalizes axis 1 as soon as there are two axes or more, which is not the last one for logits of shape (2, 3, 4)."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


def log_softmax(logits: Tensor) -> Tensor:
    dim = 0 if logits.dim() == 1 else 1
    shifted = logits - logits.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
