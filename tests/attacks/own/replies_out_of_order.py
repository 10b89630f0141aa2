"""Sends replies with other ids and numbers than were asked for; a breach if they are taken."""
# Unit: norms
import contextlib
import sys

import torch


def _changed(message):
    import msgspec

    for name, value in (("id", 0), ("number", 0)):
        if hasattr(message, name) and hasattr(message, "observation"):
            message = msgspec.structs.replace(message, **{name: value})
    return _frame(message)


with contextlib.suppress(Exception):
    _worker = sys.modules["torchkata.subjects.worker"]
    _frame = _worker.frame
    _worker.frame = _changed


def l1_norm(x):
    return torch.tensor(-7.25)
