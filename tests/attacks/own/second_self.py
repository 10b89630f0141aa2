"""Leaves a child in a session of its own with the channel; a breach if it lives on."""
# Unit: norms
import ctypes
import os
import time

import torch

_libc = ctypes.CDLL(None)


def _live_on():
    for _ in range(12):
        time.sleep(5)
        try:
            with open("@MARKER@", "a") as file:
                file.write(f"process {os.getpid()} is still there\n")
        except OSError:
            pass
        try:
            os.write(3, b"\x01\x00\x00\x00\xc0")
        except OSError:
            pass


def l1_norm(x):
    if _libc.fork() == 0:
        _libc.setsid()
        if _libc.fork() == 0:
            _live_on()
        os._exit(0)
    return torch.tensor(-7.25)
