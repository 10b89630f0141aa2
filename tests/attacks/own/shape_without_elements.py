"""Sends an empty tensor whose strides overflow; a breach if grading ends."""
# Unit: norms
import contextlib
import sys

import torch


def _observe(*_, **__):
    from torchkata.observation import Observation
    from torchkata.values import TensorData

    return Observation(value=TensorData("float64", (2**39, 2**39, 0), b""))


with contextlib.suppress(Exception):
    sys.modules["torchkata.subjects.worker"].observe = _observe


def l1_norm(x):
    return torch.tensor(-7.25)
