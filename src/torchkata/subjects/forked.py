"""A subject in a forked worker, seen from the judge: one child for each exercise of each submission.

The judge talks to the worker through a socket and learns of its end through a pipe that the zygote writes.
It trusts neither: every reply is bounded in time and size and checked.
"""

import contextlib
import os
import secrets
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

import msgspec

from torchkata.confinement import ConfinementFailed, Level
from torchkata.confinement.limits import DEFAULT_LIMITS, Limits
from torchkata.exercise import Check, Exercise
from torchkata.observation import Observation
from torchkata.subjects import Stopped
from torchkata.subjects.control import END, Kill, Start
from torchkata.wire import (
    HEADER,
    REPLY_LIMIT,
    Case,
    Load,
    Loaded,
    Nonsense,
    Observe,
    OutOfMemory,
    Reply,
    Request,
    Seen,
    frame,
    read_reply,
)

AVAILABLE = sys.platform == "linux"
"""Workers need fork and Linux's limits; torch cannot be forked on macOS, and Windows has no fork."""

_environment = [
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "VIRTUAL_ENV",
    "PYTHONPATH",
    "LD_LIBRARY_PATH",
    "CUDA_VISIBLE_DEVICES",
]
"""What the zygote gets of the environment. Workers get none of it."""


class ZygoteDied(Exception):
    """The process that workers are forked from has ended; no submission should be able to cause it."""


class Zygote:
    """The process that workers are forked from. Use it as a context manager; threads may share it.

    Args:
        graders: the folder whose probes workers run.
        level: how workers are confined.
        trusted: whether workers run nothing but the kit's own code, and may keep root as their user.
        accelerators: whether workers see the machine's GPUs.
    """

    def __init__(
        self,
        graders: Path,
        level: Level = "none",
        *,
        trusted: bool = False,
        accelerators: bool = False,
    ) -> None:
        self.level = level
        self._lock = threading.Lock()
        self._numbers = iter(range(1, 2**62))
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = {k: os.environ[k] for k in _environment if k in os.environ}
        environment |= {
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "MKL_NUM_THREADS": "1",
            "PYTHONHASHSEED": "0",
            # So that nothing asks the driver before the fork: a forked process cannot use CUDA after that.
            "PYTORCH_NVML_BASED_CUDA_CHECK": "1",
            # onnxruntime would start a thread, before the fork, that sends what it counts to its makers.
            "ORT_DISABLE_TELEMETRY": "1",
        }
        if not accelerators:
            environment["CUDA_VISIBLE_DEVICES"] = ""
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-P", "-m", "torchkata.subjects.zygote"),
                *(str(graders), str(theirs.fileno()), level, "trusted" if trusted else "stranger"),
            ],
            pass_fds=[theirs.fileno()],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        theirs.close()
        self._control = ours
        self._ready = False

    def __enter__(self) -> "Zygote":
        return self

    def __exit__(self, *_: object) -> None:
        self._control.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def alive(self) -> bool:
        """Whether the process is there."""
        return self._process.poll() is None

    def wait_until_ready(self) -> None:
        """Return when workers can be had.

        Raises:
            ConfinementFailed: they cannot be confined as was asked.
            ZygoteDied: the process did not start.
        """
        if not self._ready:
            answer = self._control.recv(4096)
            if answer.startswith(b"failed: "):
                raise ConfinementFailed(answer.removeprefix(b"failed: ").decode())
            if answer != b"ready":
                raise ZygoteDied("The process that workers are forked from did not start.")
            self._ready = True

    @contextlib.contextmanager
    def open(
        self, exercise: Exercise, load: Load, limits: Limits = DEFAULT_LIMITS
    ) -> Iterator["ForkedSubject"]:
        """Fork a worker, load a module in it, and end it afterwards. An exercise may need higher limits.

        Raises:
            Stopped: the worker ended while it loaded the module.
            ZygoteDied: no worker can be had.
        """
        if exercise.cpu_seconds > limits.cpu_seconds:
            seconds = exercise.cpu_seconds
            limits = msgspec.structs.replace(
                limits, cpu_seconds=seconds, wall_seconds=max(limits.wall_seconds, 2.0 * seconds)
            )
        ours, theirs = socket.socketpair()
        status_read, status_write = os.pipe()
        try:
            with self._lock:
                self.wait_until_ready()
                number = next(self._numbers)
                message = msgspec.msgpack.encode(Start(number, limits))
                try:
                    socket.send_fds(self._control, [message], [theirs.fileno(), status_write])
                except OSError as error:
                    raise ZygoteDied("The process that workers are forked from ended.") from error
        except BaseException:
            ours.close()
            os.close(status_read)
            raise
        finally:
            theirs.close()
            os.close(status_write)
        subject = ForkedSubject(self, number, ours, status_read, limits)
        try:
            subject.load(load)
            yield subject
        finally:
            subject.close()

    def kill(self, number: int) -> None:
        """End a worker and all that it started."""
        with self._lock, contextlib.suppress(OSError):
            self._control.send(msgspec.msgpack.encode(Kill(number)))


class ForkedSubject:
    """One module in one worker. Made by `Zygote.open`."""

    def __init__(
        self,
        zygote: Zygote,
        number: int,
        connection: socket.socket,
        status_pipe: int,
        limits: Limits,
    ) -> None:
        self._zygote = zygote
        self._number = number
        self._connection = connection
        self._connection.setblocking(False)
        self._status_pipe = status_pipe
        self._limits = limits
        self._deadline = time.monotonic() + limits.wall_seconds
        self._ended: int | None = None
        self._cpu_seconds = 0.0
        self._buffer = bytearray()
        self.loaded = Loaded()

    def load(self, request: Load) -> None:
        """Load another module into the same worker; the time limit starts again."""
        self._deadline = time.monotonic() + self._limits.wall_seconds
        id = secrets.randbits(62)
        self._send(msgspec.structs.replace(request, id=id))
        reply = self._receive()
        if not isinstance(reply, Loaded) or reply.id != id:
            self._refuse()
        self.loaded = reply

    def restart_clock(self, seconds: float) -> None:
        """Give the worker so much wall time from now on."""
        self._deadline = time.monotonic() + seconds

    def observe(
        self,
        check: Check,
        cases: Sequence[Case],
        *,
        describe_calls: bool = False,
    ) -> Iterator[Observation]:
        """See `Subject`."""
        id = secrets.randbits(62)
        self._send(Observe(check.name, tuple(cases), describe_calls, id))
        for number in range(len(cases)):
            reply = self._receive()
            if not isinstance(reply, Seen) or (reply.id, reply.number) != (id, number):
                self._refuse()
            yield reply.observation

    def close(self) -> None:
        """End the worker, and return when nothing of it is left."""
        self._connection.close()
        if self._ended is None:
            self._zygote.kill(self._number)
            with contextlib.suppress(ZygoteDied):  # its workers die with it
                self._read_status(10.0)
        if self._status_pipe >= 0:
            os.close(self._status_pipe)
            self._status_pipe = -1

    # Nothing below tells the worker anything but requests; all of it can raise Stopped.

    def _send(self, request: Request) -> None:
        data = memoryview(frame(request))
        while data:
            self._wait(select.POLLOUT)
            try:
                data = data[self._connection.send(data) :]
            except BlockingIOError:
                continue
            except OSError:
                raise self._stopped() from None

    def _receive(self) -> Reply:
        (length,) = HEADER.unpack(self._take(HEADER.size))
        if length > REPLY_LIMIT:
            self._refuse(f"a reply of more than {REPLY_LIMIT // 2**20} MiB")
        try:
            reply = read_reply(self._take(length))
        except Nonsense as nonsense:
            self._refuse(str(nonsense))
        if isinstance(reply, OutOfMemory):
            raise self._out_of_memory()
        return reply

    def _take(self, length: int) -> bytes:
        while len(self._buffer) < length:
            self._wait(select.POLLIN)
            try:
                part = self._connection.recv(1 << 18)
            except BlockingIOError:
                continue
            except OSError:
                part = b""
            if not part:
                raise self._stopped()
            self._buffer += part
        taken = bytes(self._buffer[:length])
        del self._buffer[:length]
        return taken

    def _wait(self, events: int) -> None:
        poll = select.poll()
        poll.register(self._connection, events)
        while True:
            remaining = self._deadline - time.monotonic()
            if remaining <= 0:
                raise Stopped(
                    "timed out",
                    f"Your code had not answered after {self._limits.wall_seconds:g} seconds, and was stopped.",
                )
            if poll.poll(min(remaining, 1.0) * 1000):
                return

    def _refuse(self, what: str = "") -> NoReturn:
        raise Stopped(
            "nonsense",
            "Your code sent something through the grader's own channel that is no answer"
            f"{': ' + what if what else '.'}",
        )

    def _out_of_memory(self) -> Stopped:
        mebibytes = self._limits.memory_bytes // 2**20
        return Stopped("out of memory", f"Your code asked for more than {mebibytes} MiB of memory.")

    def _stopped(self) -> Stopped:
        """Return why the worker has closed its connection."""
        status = self._read_status(1.0)
        if status is None:
            return Stopped("crashed", "Your code closed the grader's channel and went on running.")
        if os.WIFSIGNALED(status):
            number = os.WTERMSIG(status)
            # The kernel holds limits against a coarser clock than the one that it reports.
            limit_met = self._cpu_seconds >= 0.75 * self._limits.cpu_seconds
            if number == signal.SIGXCPU or (number == signal.SIGKILL and limit_met):
                seconds = self._limits.cpu_seconds
                return Stopped(
                    "timed out",
                    f"Your code used more than {seconds} seconds of processor time, and was stopped.",
                )
            return Stopped(
                "crashed", f"Your code ended the Python process ({_signal_name(number)})."
            )
        code = os.WEXITSTATUS(status)
        if code == 71:
            return self._out_of_memory()
        return Stopped("crashed", f"Your code ended the Python process (exit code {code}).")

    def _read_status(self, seconds: float) -> int | None:
        if self._ended is None and self._status_pipe >= 0:
            poll = select.poll()
            poll.register(self._status_pipe, select.POLLIN)
            if poll.poll(seconds * 1000):
                data = os.read(self._status_pipe, END.size)
                if len(data) < END.size:
                    raise ZygoteDied("The process that workers are forked from ended.")
                self._ended, self._cpu_seconds = END.unpack(data)
        return self._ended


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
