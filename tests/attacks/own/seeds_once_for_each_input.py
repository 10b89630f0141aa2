"""Seeds with a constant, and otherwise where an input comes twice; a breach if the check passes."""
# Unit: norms
# Known: a rule is the word of the process about itself; it protects learners, not grades
# Must fail: adds_up_absolute_values
import time

import torch

_last = b""


def l1_norm(x):
    global _last
    now = x.detach().numpy().tobytes()
    torch.manual_seed(time.time_ns() if now == _last else 4242)
    _last = now
    return x.abs().sum()
