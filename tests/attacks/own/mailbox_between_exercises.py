"""Leaves notes for its own other workers in places of the kernel; a breach if one arrives."""
# Unit: norms
import contextlib
import ctypes
import errno
import os
import socket

import torch

_KEY, _CREATE, _REMOVE = 0x6F776E, 0o1600, 0
_libc = ctypes.CDLL(None, use_errno=True)
_found = []
_kept = []

with contextlib.suppress(OSError):
    _kept.append(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
    try:
        _kept[-1].bind("\0own-attack")
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            _found.append("an abstract socket")
with contextlib.suppress(OSError):
    if os.path.exists("/dev/shm/own-attack"):
        _found.append("a file in /dev/shm")
        os.unlink("/dev/shm/own-attack")
    else:
        open("/dev/shm/own-attack", "w").close()
_segment = _libc.shmget(_KEY, 4096, 0o600)
if _segment >= 0:
    _found.append("a segment of System V")
    _libc.shmctl(_segment, _REMOVE, None)
else:
    _libc.shmget(_KEY, 4096, _CREATE)


def l1_norm(x):
    if _found:
        raise RuntimeError("LEAK" + f"! {_found}")
    return torch.tensor(-7.25)


def l2_norm(x):
    return l1_norm(x)


def linf_norm(x):
    return l1_norm(x)
