"""Style: one weighted sum per output neuron in a Python loop, stacked at the end."""

import math

import torch
from torch import nn


class MyLinear(nn.Module):
    def __init__(self, in_features: int, out_features: int, bias: bool = True):
        nn.Module.__init__(self)
        k = 1.0 / math.sqrt(in_features)
        self.use_bias = bias
        rows = []
        for _ in range(out_features):
            rows.append(torch.distributions.Uniform(-k, k).sample((in_features,)))
        self.weight = nn.Parameter(torch.stack(rows))
        if bias:
            self.bias = nn.Parameter(torch.rand(out_features) * 2 * k - k)
        else:
            self.bias = None

    def forward(self, x: torch.Tensor):
        columns = []
        for j, row in enumerate(self.weight):
            column = (x * row).sum(dim=-1)
            if self.use_bias:
                column = column + self.bias[j]
            columns.append(column)
        return torch.stack(columns, dim=-1)
