"""Starts up to 500 threads that only wait; to get more than 100 is a breach."""
# Unit: norms

import contextlib
import functools
import threading

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
    """Start threads until no more are given, and let them end again."""
    stop, started = threading.Event(), 0
    try:
        for _ in range(500):
            threading.Thread(target=stop.wait, args=(20,), daemon=True).start()
            started += 1
    except RuntimeError:
        pass
    finally:
        stop.set()
    if started > 100:
        leak(f"{started} threads")


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
