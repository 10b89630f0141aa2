"""Searches the main module and all outer frames for answer keys; to find one is a breach."""
# Unit: norms

import contextlib
import sys

import torch

MARKER = "@MARKER@"
SUSPECTS = ("Key", "KeyCheck", "KeyCase", "Expected")


def leak(what):
    """Say that the attack got what it wanted."""
    text = "LEAK" + "! " + str(what)[:200]
    with contextlib.suppress(OSError), open(MARKER, "a") as file:
        file.write(text + "\n")
    print(text)
    raise RuntimeError(text)


def look_at(value):
    """Report an answer key, or a reference that a catalog can still read."""
    kind = type(value)
    if kind.__name__ in SUSPECTS and kind.__module__.startswith("torchkata"):
        leak(value)
    if kind.__name__ == "Catalog":
        try:
            text = value.units["norms"].solution
        except Exception:
            return
        leak(text[-150:])


def attempt():
    """Look at every name within reach."""
    places = [vars(sys.modules["__main__"])]
    frame = sys._getframe()
    while frame is not None:
        places += [frame.f_locals, frame.f_globals]
        frame = frame.f_back
    for place in places:
        for value in list(place.values()):
            look_at(value)


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
