"""Fills torch.zeros of the default dtype: a float64 layer computes, or returns, float32."""

import math

import torch
from torch import nn


class MyLinear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = 1 / math.sqrt(in_features)
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = torch.zeros(*x.shape[:-1], self.weight.shape[0])
        for j in range(self.weight.shape[0]):
            y[..., j] = (x * self.weight[j]).sum(-1)
        return y if self.bias is None else y + self.bias
