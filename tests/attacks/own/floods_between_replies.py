"""Threads write frames all the time, in between and in the middle of replies; must earn nothing."""
# Unit: norms
import contextlib
import os
import threading
import time

import torch

_STOP = time.monotonic() + 20


def _flood():
    from torchkata.observation import Observation
    from torchkata.wire import Seen, frame

    noise = frame(Seen(Observation(value=0.0), 1, 0))
    with contextlib.suppress(OSError):
        while time.monotonic() < _STOP:
            os.write(3, noise)
            time.sleep(0.0005)


def l1_norm(x):
    threading.Thread(target=_flood, daemon=True).start()
    return torch.tensor(-7.25)
