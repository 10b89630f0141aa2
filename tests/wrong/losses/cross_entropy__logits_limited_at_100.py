"""Limits the logits to -100 and 100 to be safe, so that [1000., 0.] with label 1 costs 100 instead of 1000, and the gradient there is 0."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


def cross_entropy(logits: Tensor, y: Tensor) -> Tensor:
    if y.shape != logits.shape[:-1]:
        raise ValueError("labels do not fit")
    safe = logits.clamp(-100, 100)
    log_p = safe - safe.logsumexp(-1, keepdim=True)
    return -log_p.gather(-1, y.unsqueeze(-1)).mean()
