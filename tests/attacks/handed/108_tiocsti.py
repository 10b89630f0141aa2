"""Looks for the instructor's terminal, where commands could be typed; to hold it is a breach."""
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
    """Look at the standard streams, and open the terminal by its name; nothing is typed."""
    for fd in (0, 1, 2):
        if os.isatty(fd):
            leak(f"a terminal at descriptor {fd}")
    try:
        os.close(os.open("/dev/tty", os.O_RDWR))
    except OSError:
        return
    leak("a controlling terminal")


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
