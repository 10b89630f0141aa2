"""Reads the memory of the judge and of its parent by a system call; to read any is a breach."""
# Unit: norms

import contextlib
import ctypes
import os

import torch

MARKER = "@MARKER@"
JUDGE = "@JUDGE@"


def leak(what):
    """Say that the attack got what it wanted."""
    text = "LEAK" + "! " + str(what)[:200]
    with contextlib.suppress(OSError), open(MARKER, "a") as file:
        file.write(text + "\n")
    print(text)
    raise RuntimeError(text)


class Span(ctypes.Structure):
    """An address and a length, as the system call takes them."""

    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


def start_of(pid):
    """Return the first mapped address of a process, or where programs often begin."""
    try:
        with open(f"/proc/{pid}/maps") as maps:
            return int(maps.readline().split("-")[0], 16)
    except (OSError, ValueError):
        return 0x400000


def attempt():
    """Ask for eight bytes."""
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(8)
    here = Span(ctypes.addressof(buffer), 8)
    for pid in sorted({int(JUDGE), os.getppid()} - {0, os.getpid()}):
        there = Span(start_of(pid), 8)
        count = libc.process_vm_readv(
            pid, ctypes.byref(here), 1, ctypes.byref(there), 1, ctypes.c_ulong(0)
        )
        if count == 8:
            leak(f"memory of process {pid}: {buffer.raw!r}")


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
