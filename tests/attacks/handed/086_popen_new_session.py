"""Starts a program in a session of its own; one that outlives its worker is a breach."""
# Unit: norms

import functools
import subprocess
import sys

import torch

MARKER = "@MARKER@"


# Waits until its worker is long gone, then leaves a trace; it ends by itself after 25 seconds.
CODE = f"""
import time
time.sleep(3)
open({MARKER!r}, "a").write("a process outlived its worker")
time.sleep(22)
"""


@functools.cache
def attempt():
    """Start it once in every worker."""
    nothing = subprocess.DEVNULL
    try:
        subprocess.Popen(
            [sys.executable, "-c", CODE],
            start_new_session=True,
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
        )
    except (OSError, ValueError):
        pass


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
