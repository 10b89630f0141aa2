"""Tries to undo its confinement: mounts, limits, dumpable, files; a breach if one gives."""
# Unit: norms
import contextlib
import ctypes
import os
import resource

import torch

_libc = ctypes.CDLL(None, use_errno=True)
_gave = []


def _tries():
    with contextlib.suppress(OSError, ValueError):
        soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (hard + 100, hard + 100))
        yield "processor time"
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        yield "memory"
    if _libc.mount(b"none", b"/proc", b"proc", 0, None) == 0:
        yield "mount"
    if _libc.umount2(b"/proc", 2) == 0:
        yield "umount"
    if _libc.chroot(b"/") == 0:
        yield "chroot"
    if _libc.prctl(4, 1, 0, 0, 0) == 0:
        yield "dumpable"
    for path in ("/etc/passwd", "/proc/self/uid_map", "/proc/sys/kernel/core_pattern"):
        if os.access(path, os.W_OK):
            with contextlib.suppress(OSError), open(path, "r+"):
                yield path


with contextlib.suppress(Exception):
    _gave.extend(_tries())


def l1_norm(x):
    if _gave:
        raise RuntimeError("LEAK" + f"! {_gave}")
    return torch.tensor(-7.25)
