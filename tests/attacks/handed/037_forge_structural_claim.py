"""Keeps weights in buffers and forges what the worker says of them; what learns must not pass."""
# Unit: models
# Must fail: learns, lets_gradients_flow

import math
import sys

import msgspec
import torch
from torch import nn

LAST = {}


class MyLinear(nn.Module):
    """A right layer, except that no optimizer can find its weights."""

    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        LAST.update({"weight": (out_features, in_features)})
        LAST.update({"bias": (out_features,)} if bias else {})
        if not bias:
            LAST.pop("bias", None)
        bound = 1 / math.sqrt(in_features)
        weight = torch.empty(out_features, in_features).uniform_(-bound, bound)
        self.register_buffer("weight", weight)
        offset = torch.empty(out_features).uniform_(-bound, bound) if bias else None
        self.register_buffer("bias", offset)

    def forward(self, x):
        product = x @ self.weight.T
        return product if self.bias is None else product + self.bias


def claim():
    """Return what the contract wants to hear of the parameters of the last layer."""
    from torchkata.values import to_data

    found = [(name, shape, "torch.float32") for name, shape in LAST.items()]
    return to_data({"parameters": sorted(found), "buffers": []})


def lying(frame):
    """Wrap the function that makes a message of an answer."""

    def framed(message):
        observation = getattr(message, "observation", None)
        value = getattr(observation, "value", None)
        items = value.items if type(value).__name__ == "DictData" else ()
        if items and items[0][0] == "parameters":
            observation = msgspec.structs.replace(observation, value=claim())
            message = msgspec.structs.replace(message, observation=observation)
        return frame(message)

    return framed


for module_name, module in list(sys.modules.items()):
    if module_name.startswith("torchkata.") and callable(vars(module).get("frame")):
        module.frame = lying(module.frame)
