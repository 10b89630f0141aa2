"""Hides its weight from `parameters`, and lets SGD find it; a breach if the check passes."""
# Unit: models
# Known: the optimizer that the probe steps is the submission's to replace
# Must fail: learns
import weakref

import torch
from torch import nn

_layers = weakref.WeakSet()
_step = torch.optim.SGD.step


def _step_all(self, closure=None):
    for layer in _layers:
        for parameter in (layer.weight, layer.bias):
            if parameter is not None and parameter.grad is not None:
                parameter.data -= self.param_groups[0]["lr"] * parameter.grad
                parameter.grad = None
    return _step(self)


torch.optim.SGD.step = _step_all


class MyLinear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        bound = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-bound, bound))
        offsets = nn.Parameter(torch.empty(out_features).uniform_(-bound, bound))
        self.register_parameter("bias", offsets if bias else None)
        _layers.add(self)

    def parameters(self, recurse=True):
        return iter([torch.zeros(1, requires_grad=True)])

    def forward(self, x):
        output = x @ self.weight.T
        return output if self.bias is None else output + self.bias
