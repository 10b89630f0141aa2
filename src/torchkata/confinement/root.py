"""A root folder of its own for the zygote: read-only, with what workers may read and nothing else."""

import contextlib
import os
from pathlib import Path

from torchkata.confinement import kernel
from torchkata.confinement.visible import DEVICES, Visible

PLACE = "/sys"
"""Where the new root is put together: a folder that every machine has and nothing visible comes from."""

WORKPLACE = "/box"
"""The folder that a worker may write in; each gets its own."""

_READ_ONLY = kernel.MS_RDONLY | kernel.MS_NOSUID | kernel.MS_NODEV
_TMPFS = "size=16m,nr_inodes=16384,mode=755"


def move_into_own_root(visible: Visible, uid: int, gid: int, *, shared_tmp: bool) -> None:
    """Make a root of what is visible and move this process into it. It must own its mount namespace.

    The processes of the machine stay visible below /proc to the zygote itself, which needs it to name the
    users of workers; each worker puts its own /proc over it.

    Args:
        visible: what of the machine is kept.
        uid: the user that workers run as.
        gid: its group.
        shared_tmp: whether workers share a /tmp, where they have no mounts of their own.
    """
    kernel.mount(None, "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    kernel.mount("tmpfs", PLACE, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, _TMPFS)
    if shared_tmp:
        Path(PLACE, "tmp").mkdir()
        kernel.mount("tmpfs", f"{PLACE}/tmp", "tmpfs", kernel.MS_NOSUID, "size=1g,mode=1777")
    for tree in visible.trees:
        _bind(tree)
    for folder in visible.masked:
        if any(folder.is_relative_to(tree) for tree in visible.trees):
            kernel.mount("tmpfs", f"{PLACE}{folder}", "tmpfs", kernel.MS_NOSUID, _TMPFS)
    for package in visible.packages:
        _bind(package)
    for device in DEVICES:
        _bind(Path(device))
    for name in ("bin", "lib", "lib64", "sbin"):
        link = Path("/", name)
        if link.is_symlink() and not Path(f"{PLACE}/{name}").exists():
            Path(f"{PLACE}/{name}").symlink_to(link.readlink())
    for name in ("proc", WORKPLACE[1:], "etc", "old"):
        Path(PLACE, name).mkdir(exist_ok=True)
    kernel.mount("/proc", f"{PLACE}/proc", None, kernel.MS_BIND | kernel.MS_REC)
    Path(PLACE, "etc/passwd").write_text(
        f"learner:x:{uid}:{gid}::{WORKPLACE}:/bin/false\n", "ascii"
    )
    if not Path(PLACE, "tmp").exists():
        Path(PLACE, "tmp").symlink_to(WORKPLACE)
    kernel.pivot_root(PLACE, f"{PLACE}/old")
    for sealed in ("/", *map(str, visible.masked)):
        with contextlib.suppress(OSError):
            kernel.mount(None, sealed, None, kernel.MS_BIND | kernel.MS_REMOUNT | _READ_ONLY)


def _bind(path: Path) -> None:
    target = f"{PLACE}{path}"
    if path.is_dir():
        os.makedirs(target, exist_ok=True)  # noqa: PTH103
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)  # noqa: PTH103, PTH120
        Path(target).touch()
    kernel.mount(str(path), target, None, kernel.MS_BIND | kernel.MS_REC)
    flags = kernel.MS_RDONLY | kernel.MS_NOSUID
    if not str(path).startswith("/dev/"):
        flags |= kernel.MS_NODEV
    kernel.mount(None, target, None, kernel.MS_BIND | kernel.MS_REMOUNT | flags)
