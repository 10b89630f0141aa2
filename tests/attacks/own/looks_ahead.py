"""Reads in the frames all cases of the check, and flags; a breach if results are there."""
# Unit: norms
import sys

import torch

_calls = 0


def _request():
    frame = sys._getframe(2)
    while frame is not None:
        request = frame.f_locals.get("request")
        if hasattr(request, "cases"):
            return request
        frame = frame.f_back
    return None


def l1_norm(x):
    global _calls
    _calls += 1
    request = _request()
    if request is None:
        return torch.tensor(-7.25)
    names = {name for case in request.cases for name in case.__struct_fields__}
    for secret in ("expected", "wrong", "call", "sensitivity"):
        if secret in names:
            raise RuntimeError("LEAK" + f"! {secret}")
    return torch.tensor(-7.25 - _calls % len(request.cases))
