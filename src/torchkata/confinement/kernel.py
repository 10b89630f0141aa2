"""Calls of the Linux kernel that the standard library does not offer, named after their manual pages."""

import ctypes
import os
import platform
import signal
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)
_holding_the_gil = ctypes.PyDLL(None, use_errno=True)

# From <linux/sched.h>.
CLONE_NEWNS = 0x00020000
CLONE_NEWCGROUP = 0x02000000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000
ALL_NAMESPACES = (
    CLONE_NEWNS
    | CLONE_NEWCGROUP
    | CLONE_NEWUTS
    | CLONE_NEWIPC
    | CLONE_NEWUSER
    | CLONE_NEWPID
    | CLONE_NEWNET
)

# From <sys/mount.h>.
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 32, 4096, 16384, 1 << 18
MNT_DETACH = 2

# From <linux/prctl.h>.
PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_CAPBSET_DROP = 24
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
SECCOMP_MODE_FILTER = 2

_NUMBERS = {
    "x86_64": {"clone": 56, "pivot_root": 155, "capset": 126},
    "aarch64": {"clone": 220, "pivot_root": 41, "capset": 91},
}
"""System calls that glibc does not wrap, by machine."""

LANDLOCK_CREATE_RULESET, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT_SELF = 444, 445, 446
"""The same on every machine."""

LAST_CAPABILITY = 63


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def syscall(number: int, *arguments: object) -> int:
    """Make a system call by number.

    Raises:
        OSError: it failed.
    """
    return _checked(_libc.syscall(number, *arguments), f"system call {number}")


def _number(name: str) -> int:
    machine = platform.machine()
    if machine not in _NUMBERS:
        raise OSError(0, f"the number of {name} is not known for the machine type {machine}")
    return _NUMBERS[machine][name]


def fork_into(namespaces: int) -> int:
    """Fork as `os.fork` does, with the child in new namespaces: in a new pid namespace it is process 1.

    One clone(2) for all of them: entering a pid namespace with unshare(2) would need a second fork. The
    calling process must have a single thread.
    """
    number = _number("clone")
    ctypes.pythonapi.PyOS_BeforeFork()
    pid = _holding_the_gil.syscall(
        number, ctypes.c_ulong(namespaces | signal.SIGCHLD), None, None, None, None
    )
    error = ctypes.get_errno()
    if pid == 0:
        ctypes.pythonapi.PyOS_AfterFork_Child()
        return 0
    ctypes.pythonapi.PyOS_AfterFork_Parent()
    if pid < 0:
        raise OSError(error, f"clone: {os.strerror(error)}")
    return int(pid)


def unshare(namespaces: int) -> None:
    """Move this process into new namespaces."""
    _checked(_libc.unshare(namespaces), "unshare")


def map_own_id(uid: int, gid: int) -> None:
    """In a new user namespace, let this process's user and group keep their numbers."""
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{uid} {uid} 1"),
        ("gid_map", f"{gid} {gid} 1"),
    ):
        Path(f"/proc/self/{name}").write_text(text, "ascii")


def mount(source: str | None, target: str, kind: str | None, flags: int, data: str = "") -> None:
    """See mount(2)."""
    encoded = [os.fsencode(part) if part else None for part in (source, target, kind, data)]
    result = _libc.mount(encoded[0], encoded[1], encoded[2], ctypes.c_ulong(flags), encoded[3])
    _checked(result, f"mount {target}")


def pivot_root(new_root: str, put_old: str) -> None:
    """Make `new_root` the root, with the old one at `put_old`; then let go of the old one."""
    syscall(_number("pivot_root"), os.fsencode(new_root), os.fsencode(put_old))
    os.chdir("/")
    old = "/" + os.path.relpath(put_old, new_root)
    _checked(_libc.umount2(os.fsencode(old), MNT_DETACH), "umount the old root")
    os.rmdir(old)  # noqa: PTH106


def prctl(option: int, *arguments: object) -> int:
    """See prctl(2)."""
    padded = [*arguments, *[0] * (4 - len(arguments))]
    return _checked(_libc.prctl(option, *padded), f"prctl {option}")


def set_hostname(name: str) -> None:
    """See sethostname(2)."""
    _checked(_libc.sethostname(name.encode(), len(name)), "sethostname")


class _CapabilityHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


def drop_capabilities() -> None:
    """Give up every capability, and the way to get one back."""
    for capability in range(LAST_CAPABILITY + 1):
        _libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)  # fails beyond the last one of the kernel
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    header = _CapabilityHeader(0x20080522, 0)
    nothing = (ctypes.c_uint32 * 6)()
    syscall(_number("capset"), ctypes.byref(header), ctypes.byref(nothing))


class _FilterProgram(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def install_filter(program: bytes) -> None:
    """Let this thread, and what it starts, make only the system calls that a BPF program allows.

    `no_new_privs` must be set before.
    """
    buffer = ctypes.create_string_buffer(program, len(program))
    filter = _FilterProgram(len(program) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(filter))
