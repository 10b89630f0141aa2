"""Put up the walls: once around the zygote, and around each worker as it starts."""

import contextlib
import importlib.util
import os
import pwd
import resource
import sys
import tempfile
from importlib.machinery import FileFinder
from pathlib import Path

from torchkata.confinement import (
    NEEDS_NAMESPACES,
    ConfinementFailed,
    Level,
    kernel,
    landlock,
    limits,
)
from torchkata.confinement.root import WORKPLACE, move_into_own_root
from torchkata.confinement.syscalls import build_filter
from torchkata.confinement.visible import (
    DEVICES,
    Visible,
    interpreter_is_readable,
    visible_paths,
)


class Walls:
    """The walls of one level. Made in the zygote when everything is imported and nothing is running.

    Args:
        level: which walls.
        trusted: whether only the kit's own code will run: then even root keeps its user.

    Raises:
        ConfinementFailed: the level cannot be had here.
    """

    def __init__(self, level: Level, *, trusted: bool = False) -> None:
        self.level = level
        self._uid, self._gid = os.getuid(), os.getgid()
        self._readable: tuple[str, ...] = ()
        self._filter = b""
        if level != "none":
            self._filter = _filter_or_why_not(level)
            if landlock.version() == 0 and level == "reduced":
                raise ConfinementFailed(
                    "The level `reduced` needs Landlock, and this kernel has none (Linux 5.13 or later "
                    "with `landlock` among its security modules). Use `full`, or a virtual machine."
                )
        if not trusted:
            self._enclose()
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        self._address_space = pages * resource.getpagesize()

    def _enclose(self) -> None:
        """Leave root's user behind, and see no more of the machine than workers may."""
        visible = visible_paths()
        if self.level == "reduced":
            self._readable = tuple(map(str, visible.entries()))
        as_root = self._uid == 0
        if as_root:
            self._uid = self._gid = _unused_id()
        if self.level == "full" or as_root:
            try:
                if as_root:
                    kernel.unshare(kernel.CLONE_NEWNS)
                else:
                    kernel.unshare(kernel.CLONE_NEWUSER | kernel.CLONE_NEWNS)
                    kernel.map_own_id(self._uid, self._gid)
                shared = self.level != "full"
                move_into_own_root(visible, self._uid, self._gid, shared_tmp=shared)
            except OSError as error:
                if self.level == "full":
                    raise ConfinementFailed(NEEDS_NAMESPACES.format(error=error)) from error
        if as_root:
            try:
                os.setgroups([])
                os.setresgid(self._gid, self._gid, self._gid)
                os.setresuid(self._uid, self._uid, self._uid)
            except OSError as error:
                raise ConfinementFailed(
                    f"Workers do not run as root, and root cannot become another user here ({error}). "
                    "Grade as an ordinary user."
                ) from error
            # Changing the user closed /proc/self to this process, and workers name their users there.
            kernel.prctl(kernel.PR_SET_DUMPABLE, 1)
            if not interpreter_is_readable():
                raise ConfinementFailed(
                    "Workers do not run as root, and other users cannot read this Python "
                    "interpreter's files. Grade as an ordinary user, or with an interpreter "
                    "that everybody can read."
                )

        if self.level == "reduced":
            _list_only_what_is_visible(visible)

    def fork(self) -> int:
        """Fork a worker and return its process id, 0 in the worker.

        Raises:
            OSError: the kernel refuses.
        """
        return kernel.fork_into(kernel.ALL_NAMESPACES) if self.level == "full" else os.fork()

    def make_folder(self) -> str:
        """Return a new folder for a worker to write in; empty where it makes its own."""
        return "" if self.level == "full" else tempfile.mkdtemp(prefix="torchkata-")

    def enter(self, allowed: limits.Limits, folder: str) -> None:
        """Confine this process, a worker, for the rest of its life. It stands in its folder afterwards."""
        full = self.level == "full"
        kernel.prctl(kernel.PR_SET_PDEATHSIG, 9)
        if full:
            kernel.map_own_id(self._uid, self._gid)
            _own_mounts(allowed)
            kernel.set_hostname("worker")
            folder = WORKPLACE
        else:
            os.setsid()
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(HOME=folder, TMPDIR=folder, MPLCONFIGDIR=folder, USER="learner")
        tempfile.tempdir = None
        limits.apply(allowed, self._address_space, own_user_namespace=full)
        if self.level == "none":
            return
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        kernel.drop_capabilities()
        if landlock.version():
            readable = ("/",) if full else (*self._readable, *DEVICES)
            landlock.restrict(readable, (folder, "/dev/null"))
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
        kernel.install_filter(self._filter)


def _list_only_what_is_visible(visible: Visible) -> None:
    """Tell Python's importer what lies in folders that workers cannot list.

    Otherwise it finds nothing in them, or packages that cannot be opened.
    """
    importlib.invalidate_caches()
    importlib.util.find_spec("torchkata_has_no_such_module")  # lists every folder once
    for place, finder in sys.path_importer_cache.items():
        folder = Path(place).resolve()
        if folder in visible.masked and isinstance(finder, FileFinder):
            names = {package.name for package in visible.packages if package.parent == folder}
            finder._path_cache = names  # type: ignore[attr-defined]


def _own_mounts(allowed: limits.Limits) -> None:
    """Give this worker an empty folder, and a /proc that shows itself alone."""
    no_surprises = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
    try:
        kernel.mount("proc", "/proc", "proc", no_surprises)
    except OSError:  # where the machine's own /proc is partly hidden, nobody may mount a whole one
        kernel.mount("tmpfs", "/proc", "tmpfs", no_surprises | kernel.MS_RDONLY, "size=4k")
    size = f"size={allowed.file_bytes},nr_inodes=4096,mode=700"
    kernel.mount("tmpfs", WORKPLACE, "tmpfs", no_surprises, size)


def _filter_or_why_not(level: Level) -> bytes:
    try:
        return build_filter(level)
    except (ImportError, OSError, RuntimeError) as error:
        raise ConfinementFailed(
            f"The list of allowed system calls cannot be made: {error}. Install libseccomp, on Debian "
            "and Ubuntu `apt install libseccomp2`."
        ) from error


def _unused_id() -> int:
    """Return a user id that nobody has."""
    for uid in range(61_000, 65_000):
        with contextlib.suppress(KeyError):
            pwd.getpwuid(uid)
            continue
        return uid
    return 65_533
