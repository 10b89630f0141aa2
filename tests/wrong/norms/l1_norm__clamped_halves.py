"""Positive half in place: clamp_ turns the negative elements of the caller into zeros."""

import torch
from torch import Tensor


def l1_norm(x: Tensor) -> Tensor:
    negative = x.clamp(max=0).sum()
    with torch.no_grad():
        clamped = x.clamp_(min=0)
    return clamped.sum() - negative
