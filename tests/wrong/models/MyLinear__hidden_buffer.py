"""Registers a buffer, non-persistent, so that state dicts still match: no buffers are allowed."""

import math

import torch
from torch import nn


class MyLinear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = 1 / math.sqrt(in_features)
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None
        self.register_buffer("scale", torch.ones(()), persistent=False)

    def forward(self, x):
        y = x @ self.weight.T * self.scale
        return y if self.bias is None else y + self.bias
