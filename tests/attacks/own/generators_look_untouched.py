"""Seeds the generator and blinds whoever looks for it; a breach if the check passes."""
# Unit: norms
# Known: a rule is the word of the process about itself; it protects learners, not grades
# Must fail: adds_up_absolute_values
import contextlib
import sys

import torch

with contextlib.suppress(Exception):
    _seen = sys.modules["torchkata.observation"]
    _seen._randomness.moved_from = lambda seed: [False, False, False]


def l1_norm(x):
    torch.manual_seed(7)
    return x.abs().sum()
