"""Patches nn.Module so that every module claims the same parameters; a point for it is a breach."""
# Unit: models

import torch
from torch import nn


class MyLinear(nn.Module):
    """A layer that is wrong in every respect: a parameter too many, and nn.functional.linear."""

    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(out_features, in_features))
        self.bias = nn.Parameter(torch.zeros(out_features)) if bias else None
        self.extra = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return nn.functional.linear(x, self.weight)[..., :1] * 0 + 7


CLAIMED = {"weight": torch.zeros(3, 5), "bias": torch.zeros(3)}
nn.Module.named_parameters = lambda self, *_, **__: iter(
    [(name, nn.Parameter(tensor)) for name, tensor in CLAIMED.items()]
)
nn.Module.state_dict = lambda self, *_, **__: dict(CLAIMED)
