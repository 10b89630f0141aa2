"""Models: layers and networks as modules.

A module is a function that owns the numbers it learns. What makes it more than a function is the
bookkeeping of `nn.Module`: parameters and sub-modules that are registered are found by optimizers,
saved in state dicts, moved to devices and converted to other dtypes; everything else is silently
left behind. Here you write a layer from scratch first, then put networks together from ready-made
ones, and look inside what you have built.
"""

import math

import torch
from torch import Tensor, nn


class MyLinear(nn.Module):
    """A fully connected layer, y = x Wᵀ + b, as `nn.Linear` but written by hand."""

    weight: nn.Parameter
    bias: nn.Parameter | None

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__()
        s = 1 / math.sqrt(in_features)
        self.register_parameter("weight", nn.Parameter(torch.empty(out_features, in_features)))
        self.register_parameter("bias", nn.Parameter(torch.empty(out_features)) if bias else None)
        with torch.no_grad():
            for p in self.parameters():
                p.uniform_(-s, s)

    def forward(self, x: Tensor) -> Tensor:
        y = torch.tensordot(x, self.weight, dims=([-1], [1]))
        return y + self.bias if self.bias is not None else y
