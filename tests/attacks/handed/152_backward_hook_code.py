"""Returns a result with a hook that runs wherever gradients do; a changed marker is a breach."""
# Unit: norms

import contextlib

import torch

MARKER = "@MARKER@"


def mark(what):
    """Leave a trace outside of the worker."""
    with contextlib.suppress(OSError), open(MARKER, "a") as file:
        file.write(what + "\n")


def hooked():
    """Return a wrong number that does something when gradients flow through it."""
    number = torch.ones((), requires_grad=True) * 0.5
    number.register_hook(lambda gradient: mark("a hook ran with the right to write here"))
    return number


def l1_norm(x):
    return hooked()


def l2_norm(x):
    return hooked()


def cosine_similarity(b, c, eps=1e-8):
    return hooked()
