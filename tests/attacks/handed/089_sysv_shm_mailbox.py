"""Leaves shared memory for later workers; to find that of an earlier worker is a breach."""
# Unit: norms

import contextlib
import ctypes
import sys
import zlib

import torch

MARKER = "@MARKER@"
KEY = zlib.crc32(MARKER.encode()) & 0x7FFFFFFF
IPC_CREAT, IPC_RMID = 0o1000, 0


def leak(what):
    """Say that the attack got what it wanted."""
    text = "LEAK" + "! " + str(what)[:200]
    with contextlib.suppress(OSError), open(MARKER, "a") as file:
        file.write(text + "\n")
    print(text)
    raise RuntimeError(text)


def attempt():
    """Look for the segment, remove it if it is another worker's, else make it."""
    libc = ctypes.CDLL(None, use_errno=True)
    found = libc.shmget(KEY, 4096, 0)
    if found < 0:
        sys.has_left_shared_memory = libc.shmget(KEY, 4096, IPC_CREAT | 0o666) >= 0
    elif not getattr(sys, "has_left_shared_memory", False):
        libc.shmctl(found, IPC_RMID, None)
        leak("shared memory of an earlier worker")


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    attempt()
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    attempt()
    return torch.tensor(0.5)
