"""Asks whether it may signal the judge or its parent, with signal 0; to be allowed is a breach."""
# Unit: norms

import contextlib
import os

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
    """Send the signal that does nothing but ask."""
    for pid in sorted({int(JUDGE), os.getppid()} - {0, 1, os.getpid()}):
        try:
            os.kill(pid, 0)
        except OSError:
            continue
        leak(f"may signal process {pid}")


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
