"""Sends an empty NumPy array with axes that multiply past 64 bits; a breach if grading ends."""
# Unit: norms
import contextlib
import sys

import torch


def _observe(*_, **__):
    from torchkata.observation import Observation
    from torchkata.values import ArrayData, SequenceData

    array = ArrayData("uint16", (2**39,) * 15 + (0,), b"")
    return Observation(value=SequenceData("tuple", (array, array)))


with contextlib.suppress(Exception):
    sys.modules["torchkata.subjects.worker"].observe = _observe


def l1_norm(x):
    return torch.tensor(-7.25)
