"""Uses torch's own linear where the recorder is switched off; a breach if the check passes."""
# Unit: models
# Known: a claim: what is called can be hidden from a recorder in the same process
# Must fail: is_written_by_hand
import math

import torch
from torch import nn


class MyLinear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        bound = 1 / math.sqrt(in_features)
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-bound, bound))
        drawn = torch.empty(out_features).uniform_(-bound, bound)
        self.register_parameter("bias", nn.Parameter(drawn) if bias else None)

    def forward(self, x):
        with torch._C.DisableTorchFunction():
            return torch._C._nn.linear(x, self.weight, self.bias)
