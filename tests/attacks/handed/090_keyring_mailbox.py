"""Leaves a key in the user's keyring; to find that of an earlier worker is a breach."""
# Unit: norms

import contextlib
import ctypes
import platform
import sys
import zlib

import torch

MARKER = "@MARKER@"
NAME = f"mailbox-{zlib.crc32(MARKER.encode())}".encode()
USER_KEYRING, SEARCH, UNLINK = ctypes.c_long(-4), 10, 9
# The system calls add_key and keyctl.
ADD_KEY, KEYCTL = (217, 219) if platform.machine() == "aarch64" else (248, 250)


def leak(what):
    """Say that the attack got what it wanted."""
    text = "LEAK" + "! " + str(what)[:200]
    with contextlib.suppress(OSError), open(MARKER, "a") as file:
        file.write(text + "\n")
    print(text)
    raise RuntimeError(text)


def attempt():
    """Look for the key, remove it if it is another worker's, else make it."""
    libc = ctypes.CDLL(None, use_errno=True)
    found = libc.syscall(KEYCTL, SEARCH, USER_KEYRING, b"user", NAME, 0)
    if found <= 0:
        size = ctypes.c_size_t(1)
        sys.has_left_a_key = libc.syscall(ADD_KEY, b"user", NAME, b"x", size, USER_KEYRING) > 0
    elif not getattr(sys, "has_left_a_key", False):
        libc.syscall(KEYCTL, UNLINK, found, USER_KEYRING)
        leak("a key of an earlier worker")


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    attempt()
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    attempt()
    return torch.tensor(0.5)
