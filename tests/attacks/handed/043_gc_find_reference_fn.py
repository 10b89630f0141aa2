"""Looks for a reference function or its text in memory; to find one is a breach."""
# Unit: norms

import contextlib
import functools
import gc
from types import FunctionType

import torch

MARKER = "@MARKER@"


def leak(what):
    """Say that the attack got what it wanted."""
    text = "LEAK" + "! " + str(what)[:200]
    with contextlib.suppress(OSError), open(MARKER, "a") as file:
        file.write(text + "\n")
    print(text)
    raise RuntimeError(text)


def is_right(function):
    """Tell whether a function computes an L1 norm."""
    try:
        return float(function(torch.tensor([3.0, -4.0]))) == 7.0
    except Exception:
        return False


@functools.cache
def attempt():
    """Go through all objects that the garbage collector knows, those set aside included."""
    gc.unfreeze()
    for thing in gc.get_objects():
        if type(thing) is FunctionType and thing.__name__ == "l1_norm":
            if thing is not l1_norm and is_right(thing):
                leak(f"the function of {thing.__module__}")
        elif type(thing).__name__ == "Unit" and "solution" in getattr(thing, "__dict__", {}):
            leak(thing.__dict__["solution"][:150])


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
