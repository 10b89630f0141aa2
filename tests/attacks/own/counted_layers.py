"""Draws from no generator but gives A and B in turn, as the probe asks; a breach if it passes."""
# Unit: models
# Known: whoever counts the probe's calls knows which layer must repeat
# Must fail: starts_from_random_values
import itertools
import random

import torch
from torch import nn

_turns = itertools.count()


class MyLinear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        own = random.Random(f"{in_features} {out_features} {next(_turns) % 2}")
        bound = in_features**-0.5
        rows = [
            [own.uniform(-bound, bound) for _ in range(in_features)] for _ in range(out_features)
        ]
        self.weight = nn.Parameter(torch.tensor(rows))
        offsets = torch.tensor([own.uniform(-bound, bound) for _ in range(out_features)])
        self.register_parameter("bias", nn.Parameter(offsets) if bias else None)

    def forward(self, x):
        output = x @ self.weight.T
        return output if self.bias is None else output + self.bias
