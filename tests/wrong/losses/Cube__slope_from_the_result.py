"""Saves only the result and takes the slope as 3 |y|^(2/3): first derivatives are right, but a change of x in place raises no RuntimeError, and the second derivative is nan at 0."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        y = x * x * x
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> Tensor:
        (y,) = ctx.saved_tensors
        return grad_output * 3 * y.abs() ** (2 / 3)
