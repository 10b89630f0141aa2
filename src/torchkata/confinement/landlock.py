"""Landlock: which files a process may open, whatever its user could. See landlock(7)."""

import ctypes
import os
from collections.abc import Iterable

from torchkata.confinement import kernel

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_TRUNCATE, _IOCTL_DEV = 1 << 14, 1 << 15
_OF_FILES = _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many rights over files each version of the interface knows."""

_NETWORK_SINCE, _SCOPES_SINCE = 4, 6


class _Attributes(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def version() -> int:
    """Return the version of the kernel's Landlock interface, 0 if it has none."""
    try:
        return kernel.syscall(kernel.LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    except OSError:
        return 0


def restrict(read: Iterable[str], write: Iterable[str]) -> None:
    """From now on, open only what lies under `read`, and change only what lies under `write`.

    Where the kernel knows how, TCP is closed too, and so are signals and abstract sockets to the outside.
    `no_new_privs` must be set before.

    Args:
        read: files and folders; nothing in them may be executed.
        write: files and folders in which everything but executing is allowed.
    """
    known = version()
    rights = (1 << _FILE_RIGHTS[min(known, max(_FILE_RIGHTS))]) - 1
    attributes = _Attributes(
        rights,
        0b11 if known >= _NETWORK_SINCE else 0,
        0b11 if known >= _SCOPES_SINCE else 0,
    )
    ruleset = kernel.syscall(
        kernel.LANDLOCK_CREATE_RULESET,
        ctypes.byref(attributes),
        ctypes.c_size_t(ctypes.sizeof(attributes)),
        0,
    )
    try:
        for paths, allowed in ((read, _READ_FILE | _READ_DIR), (write, rights & ~_EXECUTE)):
            for path in paths:
                _allow(ruleset, path, allowed)
        kernel.syscall(kernel.LANDLOCK_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, PermissionError):
        return  # what cannot be reached needs no permission
    try:
        if not os.path.isdir(path):  # noqa: PTH112
            rights &= _OF_FILES
        rule = _PathBeneath(rights, descriptor)
        kernel.syscall(kernel.LANDLOCK_ADD_RULE, ruleset, 1, ctypes.byref(rule), 0)
    finally:
        os.close(descriptor)
