"""Enters a user namespace of its own, where it would be root; to get there is a breach."""
# Unit: norms

import contextlib
import ctypes
import os

import torch

MARKER = "@MARKER@"
CLONE_NEWUSER = 0x10000000


def leak(what):
    """Say that the attack got what it wanted."""
    text = "LEAK" + "! " + str(what)[:200]
    with contextlib.suppress(OSError), open(MARKER, "a") as file:
        file.write(text + "\n")
    print(text)
    raise RuntimeError(text)


def attempt():
    """Try it in a child, which has one thread only; without children try it here."""
    libc = ctypes.CDLL(None, use_errno=True)
    try:
        child = os.fork()
    except OSError:
        entered = libc.unshare(CLONE_NEWUSER) == 0
    else:
        if child == 0:
            os._exit(7 if libc.unshare(CLONE_NEWUSER) == 0 else 0)
        entered = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    if entered:
        leak("a user namespace")


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
