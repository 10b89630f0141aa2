"""Predicts a column, whose difference from y is (n, n), and averages that away: db is right, dw compares every prediction with the mean of y, so that it is wrong unless all targets are equal."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


@torch.no_grad()
def mse_gradients(x: Tensor, y: Tensor, w: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    error = x @ w.unsqueeze(1) + b - y
    dw = (2 * x.T @ error / len(x)).mean(dim=1)
    db = 2 * error.mean()
    return dw, db
