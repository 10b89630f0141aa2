"""Looks for capabilities that were left to it; to have one is a breach."""
# Unit: norms

import contextlib
import ctypes

import torch

MARKER = "@MARKER@"
VERSION = 0x20080522


def leak(what):
    """Say that the attack got what it wanted."""
    text = "LEAK" + "! " + str(what)[:200]
    with contextlib.suppress(OSError), open(MARKER, "a") as file:
        file.write(text + "\n")
    print(text)
    raise RuntimeError(text)


def attempt():
    """Ask the kernel for the effective set of this process."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(VERSION, 0)
    # Effective, permitted and inheritable, first the low halves and then the high ones.
    data = (ctypes.c_uint32 * 6)()
    if libc.capget(header, data) == 0 and (data[0] or data[3]):
        leak(f"capabilities {data[3]:08x}{data[0]:08x}")


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
