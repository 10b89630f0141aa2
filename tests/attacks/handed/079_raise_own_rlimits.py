"""Lifts its own limits and then fills memory, up to 4 GB; to get more than 3 GB is a breach."""
# Unit: norms

import contextlib
import functools
import resource

import torch

MARKER = "@MARKER@"


def leak(what):
    """Say that the attack got what it wanted."""
    text = "LEAK" + "! " + str(what)[:200]
    with contextlib.suppress(OSError), open(MARKER, "a") as file:
        file.write(text + "\n")
    print(text)
    raise RuntimeError(text)


@functools.cache
def attempt():
    """Ask for no limit at all, then for the hard limit, and use what is given."""
    for kind in range(16):
        for infinite in (True, False):
            try:
                hard = resource.RLIM_INFINITY if infinite else resource.getrlimit(kind)[1]
                resource.setrlimit(kind, (hard, hard))
                break
            except (ValueError, OSError):
                continue
    held = []
    try:
        for _ in range(31):
            held.append(torch.ones(25_000_000))
    except (RuntimeError, MemoryError):
        held.clear()
    if held:
        held.clear()
        leak("3 GB of memory")


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
