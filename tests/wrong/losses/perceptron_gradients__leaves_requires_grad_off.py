"""Switches requires_grad on for w and b and off again at the end, also where the caller had it on: w.requires_grad is False afterwards."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


def perceptron_gradients(x: Tensor, y: Tensor, w: Tensor, b: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    w.requires_grad_(True)
    b.requires_grad_(True)
    loss = F.binary_cross_entropy_with_logits(x @ w + b, y)
    dw, db = torch.autograd.grad(loss, (w, b))
    if w.is_leaf:
        w.requires_grad_(False)
    if b.is_leaf:
        b.requires_grad_(False)
    return loss.detach(), dw, db
