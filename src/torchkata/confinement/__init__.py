"""Walls around a worker: what the code of a stranger cannot reach, whatever it does.

Every wall is the kernel's: namespaces and a root of its own (`root`), Landlock, a list of allowed system calls
(`syscalls`), limits, no capabilities. `walls` puts them up in order; `canaries` tries at the start of
a grading what really holds. Linux only; the rest of the package imports nothing of it but this module.
"""

from typing import Literal

Level = Literal["full", "reduced", "none"]
"""`full`: all walls. `reduced`: no namespaces and no own root. `none`: a child process with limits."""

LOST = {
    "full": "",
    "reduced": (
        "Workers see the names and sizes of files they cannot read, share the user id, the disk and the "
        "process table with the machine, and hold each other apart by Landlock and seccomp alone."
    ),
    "none": (
        "Workers can read and write whatever their user can, use the network, start processes and see "
        "each other; only time, memory and file size are limited."
    ),
}
"""What is lost at each level, for people."""

NEEDS_NAMESPACES = (
    "Workers of this level need user namespaces, and the kernel refuses them here ({error}). On Ubuntu "
    "`sysctl kernel.apparmor_restrict_unprivileged_userns=0` allows them; in a container, start it with "
    "`--security-opt seccomp=unconfined --security-opt apparmor=unconfined`, or use a virtual machine."
)


class ConfinementFailed(Exception):
    """The walls of the level that was asked for cannot be put up here. The message says why and what helps."""
