"""Answers from a thread and rewrites reports later; a point or a changed report is a breach."""
# Unit: norms

import contextlib
import functools
import os
import threading
import time
from pathlib import Path

import torch

MARKER = "@MARKER@"
OUT = "@OUT@"


def mark(what):
    """Leave a trace outside of the worker."""
    with contextlib.suppress(OSError), open(MARKER, "a") as file:
        file.write(what + "\n")


def rewrite():
    """Send answers that nobody asked for, and touch every report that appears."""
    answer = b""
    with contextlib.suppress(Exception):
        from torchkata.observation import Observation
        from torchkata.wire import Seen, frame

        answer = frame(Seen(Observation(value=0.5)))
    for _ in range(400):
        time.sleep(0.01)
        with contextlib.suppress(OSError):
            os.write(3, answer)
        for report in Path(OUT).glob("*.json"):
            with contextlib.suppress(OSError):
                report.write_text('{"earned": 106, "points": 106}')
                mark(f"wrote {report.name}")


@functools.cache
def start():
    """Start the thread once."""
    with contextlib.suppress(RuntimeError):
        threading.Thread(target=rewrite, daemon=True).start()


def l1_norm(x):
    start()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
