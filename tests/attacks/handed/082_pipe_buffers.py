"""Fills up to 500 pipes of 1 MB, memory that belongs to no process; 300 MB are a breach."""
# Unit: norms

import contextlib
import fcntl
import functools
import os

import torch

MARKER = "@MARKER@"
F_SETPIPE_SZ = 1031


def leak(what):
    """Say that the attack got what it wanted."""
    text = "LEAK" + "! " + str(what)[:200]
    with contextlib.suppress(OSError), open(MARKER, "a") as file:
        file.write(text + "\n")
    print(text)
    raise RuntimeError(text)


def fill(fds):
    """Open a pipe, fill it, and return how much it took."""
    fds += os.pipe()
    fcntl.fcntl(fds[-1], F_SETPIPE_SZ, 2**20)
    os.set_blocking(fds[-1], False)
    return os.write(fds[-1], b"x" * 2**20)


@functools.cache
def attempt():
    """Fill pipe after pipe and close them all."""
    fds, written = [], 0
    try:
        for _ in range(500):
            written += fill(fds)
    except OSError:
        pass
    finally:
        for fd in fds:
            os.close(fd)
    if written > 300_000_000:
        leak("300 MB in pipes")


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
