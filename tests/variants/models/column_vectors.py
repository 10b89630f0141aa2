"""Style: clumsy; W times column vectors as in the textbook, a print, truncated normal weights."""

import torch
from torch import nn


class MyLinear(nn.Module):
    def __init__(self, in_features: int, out_features: int, bias=True):
        super(MyLinear, self).__init__()
        print("making a layer", in_features, "x", out_features)
        limit = in_features ** (-1 / 2)
        w = torch.zeros(out_features, in_features)
        nn.init.trunc_normal_(w, mean=0.0, std=limit, a=-limit, b=limit)
        self.weight = nn.Parameter(w, requires_grad=True)
        self.bias = None
        if bias == True:  # noqa: E712
            b = torch.zeros(out_features)
            nn.init.uniform_(b, a=-limit, b=limit)
            self.bias = nn.Parameter(b, requires_grad=True)
        self.times_called = 0

    def forward(self, x):
        self.times_called += 1
        shape = x.shape
        column = x[..., None]
        product = torch.matmul(self.weight, column)
        y = product[..., 0]
        if self.bias is not None:
            y = torch.add(y, self.bias)
        assert y.shape[:-1] == shape[:-1]
        return y
