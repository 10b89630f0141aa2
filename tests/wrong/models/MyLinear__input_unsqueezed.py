"""unsqueeze_ on a single vector: the output is right, but the input of the caller is now 2-D."""

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
        single = x.dim() == 1
        if single and not x.requires_grad:
            x.unsqueeze_(0)
        y = x @ self.weight.T
        if self.bias is not None:
            y = y + self.bias
        return y[0] if single and y.dim() == 2 else y
