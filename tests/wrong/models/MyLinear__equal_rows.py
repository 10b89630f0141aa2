"""One random row repeated: values vary within a row, but all outputs start out alike."""

import math

import torch
from torch import nn


class MyLinear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = 1 / math.sqrt(in_features)
        row = torch.empty(in_features).uniform_(-k, k)
        self.weight = nn.Parameter(row.repeat(out_features, 1))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias
