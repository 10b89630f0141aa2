"""Fills shared memory with files, up to 2 GB; to get more than 300 MB is a breach."""
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


def fill(path):
    """Write up to 16 MB and return how many were taken."""
    written = 0
    try:
        with open(path, "wb", buffering=0) as file:
            for _ in range(16):
                written += file.write(BLOCK)
    except OSError:
        pass
    return written


@functools.cache
def attempt():
    """Write file after file, up to 2 GB, and remove them all."""
    paths, written = [], 0
    try:
        for number in range(128):
            paths.append(f"/dev/shm/fill-{os.getpid()}-{number}")
            written += fill(paths[-1])
            if written > 300_000_000:
                break
    finally:
        for path in paths:
            with contextlib.suppress(OSError):
                os.unlink(path)
    if written > 300_000_000:
        leak("300 MB in /dev/shm")


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
