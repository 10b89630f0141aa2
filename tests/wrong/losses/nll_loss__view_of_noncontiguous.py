"""Flattens with view, which raises RuntimeError for log_p or labels with two leading axes that are not contiguous, such as transposed ones."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


def nll_loss(log_p: Tensor, y: Tensor) -> Tensor:
    if y.shape != log_p.shape[:-1]:
        raise ValueError("labels do not fit")
    rows = log_p.view(-1, log_p.shape[-1])
    labels = y.view(-1)
    return -rows[torch.arange(len(labels), device=y.device), labels].mean()
