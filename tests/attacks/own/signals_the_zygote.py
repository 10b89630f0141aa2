"""Asks whether it may signal, trace or read the zygote and the judge; a breach if it may."""
# Unit: norms
import ctypes
import os

import torch

_JUDGE = int("@JUDGE@")
_PIDFD_OPEN = 434
_libc = ctypes.CDLL(None, use_errno=True)


def _may():
    for pid in (_JUDGE, os.getppid()):
        if pid <= 0 or pid == os.getpid():
            continue
        for name, call in (
            ("signal", lambda pid=pid: os.kill(pid, 0)),
            ("group", lambda pid=pid: os.killpg(os.getpgid(pid), 0)),
            ("memory", lambda pid=pid: open(f"/proc/{pid}/mem", "rb").close()),
            ("maps", lambda pid=pid: open(f"/proc/{pid}/maps").close()),
            ("environment", lambda pid=pid: open(f"/proc/{pid}/environ").close()),
        ):
            try:
                call()
            except OSError:
                continue
            return f"{name} {pid}"
        if _libc.syscall(_PIDFD_OPEN, pid, 0) >= 0:
            return f"descriptor {pid}"
    return ""


def l1_norm(x):
    if found := _may():
        raise RuntimeError("LEAK" + f"! {found}")
    return torch.tensor(-7.25)
