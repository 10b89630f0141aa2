"""Returns the line with the smallest loss on its way instead of the last one, which shows only where steps make the loss larger (a learning rate that is too large)."""

import torch
from torch import Tensor


def fit_line(x: Tensor, y: Tensor, lr: float, epochs: int) -> tuple[Tensor, Tensor, list[float]]:
    w = torch.zeros(1, dtype=x.dtype, device=x.device)
    b = torch.zeros(1, dtype=x.dtype, device=x.device)
    best = (w, b)
    best_loss = (y**2).mean().item()
    losses = []
    for _ in range(epochs):
        residual = w * x + b - y
        losses.append((residual**2).mean().item())
        w, b = w - lr * 2 * (residual * x).mean(), b - lr * 2 * residual.mean()
        loss = ((w * x + b - y) ** 2).mean().item()
        if loss < best_loss:
            best_loss, best = loss, (w, b)
    return best[0], best[1], losses
