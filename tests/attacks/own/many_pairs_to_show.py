"""Returns thousands of results in nested dicts; a breach if writing them out takes long."""
# Unit: norms
import torch

_NESTED = torch.ones(2, dtype=torch.bool)
for _ in range(7):
    _NESTED = {name: _NESTED for name in "abcd"}


def l1_norm(x):
    return _NESTED
