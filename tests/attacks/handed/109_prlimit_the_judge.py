"""Asks for limits of the judge and of its parent, to set them next; to get any is a breach."""
# Unit: norms

import contextlib
import os
import resource

import torch

MARKER = "@MARKER@"
JUDGE = "@JUDGE@"


def leak(what):
    """Say that the attack got what it wanted."""
    text = "LEAK" + "! " + str(what)[:200]
    with contextlib.suppress(OSError), open(MARKER, "a") as file:
        file.write(text + "\n")
    print(text)
    raise RuntimeError(text)


def attempt():
    """Read only: whoever may read these limits may set them."""
    for pid in sorted({int(JUDGE), os.getppid()} - {0, 1, os.getpid()}):
        try:
            limits = resource.prlimit(pid, resource.RLIMIT_CPU)
        except (OSError, ValueError):
            continue
        leak(f"limits of process {pid}: {limits}")


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
