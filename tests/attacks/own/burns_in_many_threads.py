"""Burns processor time in as many threads as it gets; a breach if the limits do not hold them."""
# Unit: norms
import contextlib
import threading
import zlib

import torch

_block = bytes(2**22)


def _burn():
    for _ in range(20_000):
        zlib.crc32(_block)


def l1_norm(x):
    with contextlib.suppress(RuntimeError):
        for _ in range(64):
            threading.Thread(target=_burn, daemon=True).start()
    _burn()
    return torch.tensor(-7.25)
