"""Ignores every signal it may and sleeps; a breach if it outlives a grading that is interrupted."""
# Unit: norms
import contextlib
import signal
import time

import torch

for _number in range(1, 65):
    with contextlib.suppress(OSError, ValueError):
        signal.signal(_number, signal.SIG_IGN)


def l1_norm(x):
    end = time.monotonic() + 300
    while time.monotonic() < end:
        with contextlib.suppress(BaseException):
            time.sleep(300)
    return torch.tensor(-7.25)
