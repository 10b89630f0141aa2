"""Leaves files in shared folders; to find one of an earlier worker is a breach."""
# Unit: norms

import contextlib
import os
import sys
import zlib

import torch

MARKER = "@MARKER@"
NAME = f"mailbox-{zlib.crc32(MARKER.encode())}"
FOLDERS = ["/tmp", "/var/tmp", "/dev/shm", os.environ.get("HOME", "/root"), os.getcwd()]


def leak(what):
    """Say that the attack got what it wanted."""
    text = "LEAK" + "! " + str(what)[:200]
    with contextlib.suppress(OSError), open(MARKER, "a") as file:
        file.write(text + "\n")
    print(text)
    raise RuntimeError(text)


def attempt():
    """Look for the file in all folders, remove what another worker left, else make it in all."""
    if hasattr(sys, "has_left_files"):
        return
    sys.has_left_files = True
    paths = [os.path.join(folder, NAME) for folder in FOLDERS]
    for path in paths:
        if os.path.exists(path):
            with contextlib.suppress(OSError):
                os.unlink(path)
            leak(f"a file of an earlier worker, {path}")
    for path in paths:
        with contextlib.suppress(OSError), open(path, "w") as file:
            file.write("message")


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    attempt()
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    attempt()
    return torch.tensor(0.5)
