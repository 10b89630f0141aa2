"""Sets up io_uring, whose requests pass by filters of system calls; to get it is a breach."""
# Unit: norms

import contextlib
import ctypes
import os

import torch

MARKER = "@MARKER@"
IO_URING_SETUP = 425


def leak(what):
    """Say that the attack got what it wanted."""
    text = "LEAK" + "! " + str(what)[:200]
    with contextlib.suppress(OSError), open(MARKER, "a") as file:
        file.write(text + "\n")
    print(text)
    raise RuntimeError(text)


def attempt():
    """Set up a ring, submit nothing and close it."""
    libc = ctypes.CDLL(None, use_errno=True)
    fd = libc.syscall(IO_URING_SETUP, 4, ctypes.create_string_buffer(256))
    if fd >= 0:
        os.close(fd)
        leak("io_uring")


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
