"""Opens up to 10,000 descriptors; to get them all is a breach."""
# Unit: norms

import contextlib
import functools
import os

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
    """Duplicate a descriptor until no more are given."""
    fds = []
    try:
        for _ in range(10_000):
            fds.append(os.dup(0))
    except OSError:
        pass
    finally:
        for fd in fds:
            os.close(fd)
    if len(fds) == 10_000:
        leak("10,000 descriptors")


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
