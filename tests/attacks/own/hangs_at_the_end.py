"""Leaves threads and exit handlers that never end; a breach if the judge waits for them."""
# Unit: norms
import atexit
import threading
import time

import torch

for _ in range(5):
    threading.Thread(target=time.sleep, args=(600,)).start()
atexit.register(time.sleep, 600)


def l1_norm(x):
    return torch.tensor(-7.25)
