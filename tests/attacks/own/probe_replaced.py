"""Puts a probe that needs no norm into the frozen check; a breach if the check passes."""
# Unit: norms
# Known: a probe runs in the process that the submission owns, and can be replaced there
# Must fail: has_a_finite_gradient_at_zero
import contextlib
import sys

import torch


def _easy(impl, x):
    return {"norm": x.sum(), "gradient is finite": True}


def _swap():
    exercise = sys.modules["torchkata_graders.test_norms"].l2
    check = exercise.check_named("has_a_finite_gradient_at_zero")
    object.__setattr__(check, "probe", _easy)


with contextlib.suppress(Exception):
    _swap()


def l2_norm(x):
    return torch.full((), float("nan"))
