"""Sleeps just less than the limit in every exercise; a breach if a class takes unbounded time."""
# Unit: norms
import time

import torch

_spent = []


def l1_norm(x):
    if not _spent:
        _spent.append(time.sleep(4))
    return torch.tensor(-7.25)
