"""Switches autograd on for itself, which works under no_grad but raises RuntimeError under torch.inference_mode()."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


def mse_gradients(x: Tensor, y: Tensor, w: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    with torch.enable_grad():
        w = w.detach().clone().requires_grad_()
        b = b.detach().clone().requires_grad_()
        loss = ((x.detach() @ w + b - y.detach()) ** 2).mean()
        dw, db = torch.autograd.grad(loss, (w, b))
    return dw, db
