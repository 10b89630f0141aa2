"""Makes a layer of a hundred thousand parameters; endless grading, or a point, is a breach."""
# Unit: models

import torch
from torch import nn


class MyLinear(nn.Module):
    """A layer that computes the right thing, with nn.functional.linear, and is full of ballast."""

    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(out_features, in_features))
        self.bias = nn.Parameter(torch.zeros(out_features)) if bias else None
        ballast = (nn.Parameter(torch.zeros(1)) for _ in range(100_000))
        self.ballast = nn.ParameterList(ballast)

    def forward(self, x):
        return nn.functional.linear(x, self.weight, self.bias)
