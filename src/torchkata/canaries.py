"""Small attacks that are run at the start of a grading, to see which walls really hold.

Each is a module that a worker imports as it would a submission. It raises `Breach` if it got through. What a level
promises is the list of canaries that must not.
"""

import contextlib
import os
import secrets
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from torchkata.catalog import Catalog
from torchkata.confinement import NEEDS_NAMESPACES, ConfinementFailed, Level
from torchkata.confinement.limits import Limits
from torchkata.subjects import Stopped
from torchkata.subjects.forked import Zygote
from torchkata.wire import Load

_QUICK = Limits(cpu_seconds=1, wall_seconds=1.5)


@dataclass(frozen=True)
class Canary:
    """One attack.

    Attributes:
        name: what it does.
        code: Python that raises an exception, or is stopped, where it is held; placeholders in braces.
        levels: where it must be held.
        limits: what its worker may use.
    """

    name: str
    code: str
    levels: tuple[Level, ...] = ("full", "reduced")
    limits: Limits = _QUICK


_ALL: tuple[Level, ...] = ("full", "reduced", "none")
_OPEN = "Path({place!r}, 'marker')"

CANARIES = (
    Canary("reads a file of its judge", f"assert {_OPEN}.read_text()"),
    Canary("writes a file of its judge", f"{_OPEN}.write_text('')"),
    Canary("sees a file that it cannot read", f"{_OPEN}.stat()", ("full",)),
    Canary("removes a file of its judge", f"{_OPEN}.unlink()"),
    Canary("lists the folder of the kit", "assert list(Path({kit!r}).iterdir())"),
    Canary("reads a solution", "Path({solution!r}).read_bytes()"),
    Canary(
        "connects to a port of this machine",
        "socket.create_connection(('127.0.0.1', {port}), timeout=1)",
    ),
    Canary("starts a process", "libc.fork() >= 0 or fail()"),
    Canary("makes memory that no limit counts", "os.memfd_create('x')"),
    Canary("uses a keyring of the kernel", "libc.syscall(KEYCTL, 0, -3, 1) >= 0 or fail()"),
    Canary("changes the limits of its judge", "resource.prlimit({judge}, resource.RLIMIT_NOFILE)"),
    Canary("signals its judge", "os.kill({judge}, 0)"),
    Canary("makes namespaces", "libc.unshare(0x10000000) == 0 or fail()"),
    Canary("keeps a capability", "assert any(capabilities())"),
    Canary("is root", "assert os.getuid() == 0", _ALL),
    Canary("takes three gigabytes of memory", "bytearray(3 * 2**30)", _ALL),
    Canary("runs for ever", "while True: pass", _ALL, Limits(cpu_seconds=1, wall_seconds=0.3)),
    Canary("sees other processes", "os.getsid({judge})", ("full",)),
)

_PRELUDE = """
import ctypes, os, platform, resource, socket
from pathlib import Path

KEYCTL = {{"x86_64": 250, "aarch64": 219}}.get(platform.machine(), 250)
libc = ctypes.CDLL(None)

def fail():
    raise OSError

def capabilities():
    header, sets = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    libc.capget(header, sets) == 0 or fail()
    return list(sets)

class Breach(Exception):
    pass

try:
    {code}
except (OSError, AssertionError, MemoryError):
    pass
else:
    raise Breach
"""


def breaches(zygote: Zygote, kit: Catalog) -> list[str]:
    """Run every canary in a worker of its own; return the names of those that got through, in order.

    Raises:
        ConfinementFailed: no worker starts, which would make every canary look held.
    """
    unit = next(iter(kit.units.values()))
    exercise = unit.exercises[0]
    through: list[str] = []
    try:
        with zygote.open(exercise, Load(unit.name, exercise.name, {unit.name: ""}, "")):
            pass
    except Stopped as stopped:
        why = f"No worker starts at this level. {stopped}"
        if zygote.level == "full":
            why = NEEDS_NAMESPACES.format(error=why)
        raise ConfinementFailed(why) from None
    with _bait() as bait:
        values = {**bait, "kit": str(kit.graders), "solution": str(unit.solution_file)}
        for canary in CANARIES:
            code = _PRELUDE.format(code=canary.code.format(**values))
            load = Load(unit.name, exercise.name, {unit.name: code}, "")
            try:
                with zygote.open(exercise, load, canary.limits) as subject:
                    problem = subject.loaded.problem
            except Stopped:
                continue
            if problem is not None and problem.types[0].endswith(".Breach"):
                through.append(canary.name)
    return through


def must_hold(level: Level) -> list[str]:
    """Return the names of the canaries that a level promises to hold."""
    return [canary.name for canary in CANARIES if level in canary.levels]


@contextlib.contextmanager
def _bait() -> Iterator[dict[str, object]]:
    """Yield what canaries go after: a folder with a marker that everybody may change, a port, this process."""
    with tempfile.TemporaryDirectory() as name, socket.create_server(("127.0.0.1", 0)) as server:
        place = Path(name)
        place.chmod(0o777)
        marker = place / "marker"
        marker.write_text(secrets.token_hex(8), "ascii")
        marker.chmod(0o666)
        port = server.getsockname()[1]
        yield {"place": name, "port": port, "judge": os.getpid()}
