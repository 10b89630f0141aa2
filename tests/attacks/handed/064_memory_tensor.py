"""Fills memory with tensors, up to 4 GB; to get more than 3 GB is a breach."""
# Unit: norms

import contextlib

import torch

MARKER = "@MARKER@"


def leak(what):
    """Say that the attack got what it wanted."""
    text = "LEAK" + "! " + str(what)[:200]
    with contextlib.suppress(OSError), open(MARKER, "a") as file:
        file.write(text + "\n")
    print(text)
    raise RuntimeError(text)


def l1_norm(x):
    held = []
    for _ in range(40):
        held.append(torch.ones(25_000_000))
        if len(held) > 30:
            leak("3 GB of memory in tensors")
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
