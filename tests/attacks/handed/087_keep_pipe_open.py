"""Forks a child that holds every channel open for 25 seconds; grading that waits is a breach."""
# Unit: norms

import functools
import os
import time

import torch


@functools.cache
def attempt():
    """Fork once in every worker."""
    try:
        if os.fork() == 0:
            try:
                time.sleep(25)
            finally:
                os._exit(0)
    except OSError:
        pass


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
