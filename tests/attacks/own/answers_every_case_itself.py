"""Answers all cases at the first one, with the right ids, then is silent; must earn nothing."""
# Unit: norms
import contextlib
import os
import sys

import torch


def _answer_all():
    from torchkata.observation import Observation
    from torchkata.wire import Seen, frame

    found = sys._getframe(1)
    while not hasattr(found.f_locals.get("request"), "cases"):
        found = found.f_back
    request = found.f_locals["request"]
    for number, case in enumerate(request.cases):
        guess = Observation(value=next(iter(case.inputs.values())), call=request.check)
        os.write(3, frame(Seen(guess, request.id, number)))
    sys.modules["torchkata.subjects.worker"].frame = lambda message: b""


def l1_norm(x):
    with contextlib.suppress(Exception):
        _answer_all()
    return torch.tensor(-7.25)
