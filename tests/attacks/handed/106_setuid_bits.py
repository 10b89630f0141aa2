"""Asks whether programs could still raise its privileges; if they could, that is a breach."""
# Unit: norms

import contextlib
import ctypes

import torch

MARKER = "@MARKER@"
PR_GET_NO_NEW_PRIVS = 39


def leak(what):
    """Say that the attack got what it wanted."""
    text = "LEAK" + "! " + str(what)[:200]
    with contextlib.suppress(OSError), open(MARKER, "a") as file:
        file.write(text + "\n")
    print(text)
    raise RuntimeError(text)


def attempt():
    """Ask the kernel; it says 1 where privileges can no longer grow."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0:
        leak("new privileges are possible")


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
