"""Leaves the loop once the loss is practically zero, so that `losses` is too short for points that are fitted perfectly early (y all zero, say)."""

import torch
from torch import Tensor


def fit_line(x: Tensor, y: Tensor, lr: float, epochs: int) -> tuple[Tensor, Tensor, list[float]]:
    w = torch.zeros(1, dtype=x.dtype, device=x.device)
    b = torch.zeros(1, dtype=x.dtype, device=x.device)
    losses = []
    for _ in range(epochs):
        residual = w * x + b - y
        losses.append((residual**2).mean().item())
        if losses[-1] < 1e-12:
            break
        w, b = w - lr * 2 * (residual * x).mean(), b - lr * 2 * residual.mean()
    return w, b, losses
