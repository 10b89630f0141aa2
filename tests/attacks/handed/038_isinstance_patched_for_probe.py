"""Keeps weights in buffers and lies in isinstance and named_parameters; learns must not pass."""
# Unit: models
# Must fail: learns, lets_gradients_flow

import builtins
import math

import torch
from torch import nn


class MyLinear(nn.Module):
    """A right layer, except that no optimizer can find its weights."""

    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        bound = 1 / math.sqrt(in_features)
        weight = torch.empty(out_features, in_features).uniform_(-bound, bound)
        self.register_buffer("weight", weight)
        offset = torch.empty(out_features).uniform_(-bound, bound) if bias else None
        self.register_buffer("bias", offset)

    def forward(self, x):
        product = x @ self.weight.T
        return product if self.bias is None else product + self.bias


real_isinstance, real_parameters = builtins.isinstance, nn.Module.named_parameters
real_buffers = nn.Module.named_buffers


def lying_isinstance(thing, kinds):
    """Take every tensor for a Parameter."""
    return real_isinstance(thing, torch.Tensor if kinds is nn.Parameter else kinds)


def lying_parameters(self, *args, **kwargs):
    """Show the buffers of a MyLinear as Parameters."""
    if not real_isinstance(self, MyLinear):
        return real_parameters(self, *args, **kwargs)
    return ((name, nn.Parameter(buffer)) for name, buffer in real_buffers(self))


def lying_buffers(self, *args, **kwargs):
    """Hide the buffers of a MyLinear."""
    return iter(()) if real_isinstance(self, MyLinear) else real_buffers(self, *args, **kwargs)


builtins.isinstance = lying_isinstance
nn.Module.named_parameters = lying_parameters
nn.Module.named_buffers = lying_buffers
