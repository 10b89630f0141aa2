"""Raises with long class names and sixty long frames; a breach if the report bloats."""
# Unit: norms
import contextlib
import sys

import torch


def _observe(*_, **__):
    from torchkata.observation import Frame, Observation, Raised

    frames = tuple(Frame("f" * 4000, 2**63, "g" * 4000, "h" * 4000) for _ in range(60))
    raised = Raised(tuple("T" * 4000 for _ in range(15)), "m" * 4000, frames)
    return Observation(raised=raised, printed="p\n" * 2000, warned=("w" * 4000,) * 3)


with contextlib.suppress(Exception):
    sys.modules["torchkata.subjects.worker"].observe = _observe


def l1_norm(x):
    return torch.tensor(-7.25)
