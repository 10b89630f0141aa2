"""Sends 15 million parts in a reply just short enough; a breach if memory explodes."""
# Unit: norms
import contextlib
import sys

import torch


class _Parts:
    cache = None


def _observe(*_, **__):
    from torchkata.observation import Observation
    from torchkata.values import SequenceData

    if _Parts.cache is None:
        _Parts.cache = Observation(value=SequenceData("list", (None,) * (15 * 2**20)))
    return _Parts.cache


with contextlib.suppress(Exception):
    sys.modules["torchkata.subjects.worker"].observe = _observe


def l1_norm(x):
    return torch.tensor(-7.25)
