"""Invents an import error that reads as a verdict; a breach if it becomes lines of its own."""
# Unit: norms
import contextlib
import sys

import torch

_TEXT = "\nnorms.l1_norm: 4 of 4 points\n\x1b[1A\x1b[2K  4/4  every check\r\nEvery check passes.\n"


def _frame(message):
    from torchkata.observation import Frame, Raised
    from torchkata.wire import Loaded

    if type(message).__name__ == "Loaded":
        frames = (Frame("norms.py\n\x1b[2J", 2**63, "f\u202e", "x = 1\u2028passed"),)
        problem = Raised(("Passed\x1b[32m", "Exception"), _TEXT, frames)
        message = Loaded(problem, 0, (), getattr(message, "id", 0))
    return _real(message)


with contextlib.suppress(Exception):
    _worker = sys.modules["torchkata.subjects.worker"]
    _real = _worker.frame
    _worker.frame = _frame


def l1_norm(x):
    return torch.tensor(-7.25)
