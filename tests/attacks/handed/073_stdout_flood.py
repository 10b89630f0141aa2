"""Prints a gigabyte by several ways; a report or a log that grows with it is a breach."""
# Unit: norms

import functools
import os

import torch

BLOCK = "A" * 2**20


@functools.cache
def flood():
    """Write 1 GB to the standard streams, and 100 MB through print."""
    for fd in (1, 2):
        try:
            for _ in range(512):
                os.write(fd, BLOCK.encode())
        except OSError:
            continue
    for _ in range(100):
        print(BLOCK)


def l1_norm(x):
    flood()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
