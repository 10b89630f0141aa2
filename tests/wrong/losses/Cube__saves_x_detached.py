"""Saves x.detach(): values, gradients and the check for changes in place are right, but the second derivative 6 x is lost.

Named: computes its gradient off the graph, so that it cannot be differentiated again
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x.detach())
        return x * x * x

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> Tensor:
        (x,) = ctx.saved_tensors
        return grad_output * (3 * x * x)
