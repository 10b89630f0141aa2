"""Saves a copy of x: a change of x in place goes unnoticed (no RuntimeError), and the second derivative does not get through.

Named: saves a tensor that it makes in forward, where nothing notes how, so that there is no second derivative
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x.clone())
        return x**3

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> Tensor:
        (x,) = ctx.saved_tensors
        return grad_output * 3 * x**2
