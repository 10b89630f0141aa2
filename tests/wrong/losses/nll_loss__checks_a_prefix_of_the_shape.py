"""Checks only the axes that the labels have, so that labels (2,) are taken for log_p (2, 4, 3), and a 0-dim label for (4, 3), instead of raising ValueError."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


def nll_loss(log_p: Tensor, y: Tensor) -> Tensor:
    if y.dim() >= log_p.dim() or y.shape != log_p.shape[: y.dim()]:
        raise ValueError("labels do not fit")
    while y.dim() < log_p.dim() - 1:
        y = y.unsqueeze(-1)
    y = y.expand(log_p.shape[:-1])
    return -log_p.gather(-1, y.unsqueeze(-1)).mean()
