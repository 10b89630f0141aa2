"""Answers all checks while it is imported, before any is asked for; must earn nothing."""
# Unit: norms
import contextlib
import os
import sys

import torch


def _answer_early():
    from torchkata.observation import Observation
    from torchkata.wire import Loaded, Seen, frame

    found = sys._getframe(1)
    while "request" not in found.f_locals:
        found = found.f_back
    id = getattr(found.f_locals["request"], "id", None)
    seen = Observation(value=1.0)
    replies = [Loaded(id=id)] + [Seen(seen, id, n) for n in range(50)]
    os.write(3, b"".join(map(frame, replies)))


with contextlib.suppress(Exception):
    _answer_early()


def l1_norm(x):
    return torch.tensor(-7.25)
