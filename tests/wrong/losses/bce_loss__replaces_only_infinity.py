"""Replaces only logarithms of minus infinity by -100: p = 1e-60 (float64) or 1e-45 (float32) with label 1 costs 138 or 103 instead of 100."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


def bce_loss(p: Tensor, y: Tensor) -> Tensor:
    if p.shape != y.shape:
        raise ValueError("shapes differ")
    log_p = torch.nan_to_num(torch.log(p), neginf=-100.0)
    log_q = torch.nan_to_num(torch.log(1 - p), neginf=-100.0)
    return -(y * log_p + (1 - y) * log_q).mean()
