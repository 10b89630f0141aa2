"""Restores the caller's own grads after backward, but where w or b is the result of an operation, the leaf that it was computed from gets a grad."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


def perceptron_gradients(x: Tensor, y: Tensor, w: Tensor, b: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    old = [t.grad if t.is_leaf else None for t in (w, b)]
    copies = []
    for t in (w, b):
        if t.is_leaf:
            t.grad = None
        c = t.clone()
        c.requires_grad_()
        c.retain_grad()
        copies.append(c)
    loss = F.binary_cross_entropy_with_logits(x @ copies[0] + copies[1], y)
    loss.backward(retain_graph=True)
    for t, g in zip((w, b), old):
        if t.is_leaf:
            t.grad = g
    return loss.detach(), copies[0].grad.detach(), copies[1].grad.detach()
