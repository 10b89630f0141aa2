"""Reads the grader's standard input; to get anything, or to make grading wait, is a breach."""
# Unit: norms

import contextlib
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


def attempt():
    """Read once, past Python's own buffer."""
    try:
        line = os.read(0, 100)
    except OSError:
        return
    if line:
        leak(f"standard input: {line!r}")


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
