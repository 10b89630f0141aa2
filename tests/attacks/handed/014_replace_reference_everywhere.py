"""Replaces every function that may be a reference by its own wrong one; a point is a breach."""
# Unit: norms

import sys
from types import FunctionType

import torch


def wrong(*_, **__):
    """Give the same answer as this module."""
    return torch.tensor(0.5)


def l1_norm(x):
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)


MINE = ("l1_norm", "l2_norm", "cosine_similarity")
for module in list(sys.modules.values()):
    names = getattr(module, "__dict__", {})
    for name in list(names):
        suspect = name in MINE or name.startswith(("ref", "solution", "expected"))
        if suspect and type(names[name]) is FunctionType:
            names[name] = wrong
