"""Fills anonymous files in memory, up to 4 GB, past limits of address space; 3 GB are a breach."""
# Unit: norms

import contextlib
import functools
import os

import torch

MARKER = "@MARKER@"
BLOCK = b"x" * 2**20


def leak(what):
    """Say that the attack got what it wanted."""
    text = "LEAK" + "! " + str(what)[:200]
    with contextlib.suppress(OSError), open(MARKER, "a") as file:
        file.write(text + "\n")
    print(text)
    raise RuntimeError(text)


def fill(fd):
    """Write up to 64 MB and return how many were taken."""
    written = 0
    try:
        for _ in range(64):
            written += os.write(fd, BLOCK)
    except OSError:
        pass
    return written


@functools.cache
def attempt():
    """Open file after file, since each may be limited."""
    fds, written = [], 0
    try:
        for number in range(64):
            fds.append(os.memfd_create(f"fill-{number}"))
            written += fill(fds[-1])
            if written > 3_000_000_000:
                break
    except OSError:
        pass
    finally:
        for fd in fds:
            os.close(fd)
    if written > 3_000_000_000:
        leak("3 GB of memory in anonymous files")


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
