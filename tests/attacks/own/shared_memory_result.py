"""Returns a view of memory that a thread keeps changing; must earn nothing."""
# Unit: norms
import threading
import time

import torch

_memory = torch.full((1,), -7.25, dtype=torch.float64)


def _flicker():
    end = time.monotonic() + 5
    while time.monotonic() < end:
        _memory.fill_(-8.5).fill_(-7.25)
        time.sleep(0)


threading.Thread(target=_flicker, daemon=True).start()


def l1_norm(x):
    return _memory[0]
