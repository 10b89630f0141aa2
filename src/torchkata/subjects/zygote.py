"""The process that workers are forked from: torch imported and warm, one thread, no secret in it.

Started as `python -m torchkata.subjects.zygote GRADERS CONTROL_FD LEVEL trusted|stranger`. On the control socket it gets requests
to start a worker (with the worker's connection and a pipe for its end) and to kill one. When a worker ends,
however it ends, everything that it started is ended too, its folder is removed, and its status is
written to its pipe.

One thread and one-threaded libraries matter: a process that has run a parallel region makes its forked
children hang in the next one.
"""

import contextlib
import gc
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, cast

import torch

from torchkata.confinement import ConfinementFailed, Level, kernel
from torchkata.confinement.limits import Limits
from torchkata.confinement.walls import Walls
from torchkata.exercise import Exercise
from torchkata.subjects.control import END, MESSAGE_SIZE, Start, read_message
from torchkata.subjects.pages import gather_in_huge_pages


@dataclass
class _Worker:
    number: int
    status_pipe: int
    folder: str


def warm() -> None:
    """Import now what would be imported late and dearly in every worker.

    Measured on one machine: the first optimizer 0.9 s, the first simulated device 2 s, `torch.testing`
    0.5 s, the first name of a torch function 0.03 s.
    """
    import torch.testing
    import torch.utils.data

    from torchkata.devices import SIMULATED, in_force
    from torchkata.recording import work
    from torchkata.vision import make_torchvision_importable

    torch.set_num_threads(1)
    make_torchvision_importable()
    layer = _trained(torch.device("cpu"))
    torch.testing.assert_close(torch.ones(1), torch.ones(1))
    work(torch.add, torch.ones(1), torch.ones(1))
    with in_force(SIMULATED) as device:
        _trained(device)
    with tempfile.TemporaryFile() as file:
        torch.save(layer.state_dict(), file)
        file.seek(0)
        torch.load(file, weights_only=True)
    tempfile.tempdir = None


def _trained(device: torch.device) -> torch.nn.Module:
    """Return a layer after one step of training."""
    layer = torch.nn.Linear(2, 2, device=device)
    optimizer = torch.optim.Adam(layer.parameters())
    layer(torch.ones(1, 2, device=device)).sum().backward()
    optimizer.step()
    return layer


def main(graders: str, control_fd: int, level: Level, trusted: bool) -> None:
    """Warm up, put up the walls, and serve requests until the judge closes the control socket."""
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
    warm()
    from torchkata.catalog import Catalog
    from torchkata.subjects import worker  # noqa: F401  (behind the walls it may be out of reach)

    units = Catalog(Path(graders)).units.values()
    exercises = {exercise.id: exercise for unit in units for exercise in unit.exercises}
    del units

    control = socket.socket(fileno=control_fd)
    gc.collect()
    gather_in_huge_pages()
    try:
        walls = Walls(level, trusted=trusted)
    except ConfinementFailed as failed:
        control.sendall(f"failed: {failed}".encode())
        return
    nursery = _Nursery(control, walls, exercises)
    gc.collect()
    gc.freeze()
    control.sendall(b"ready")
    nursery.serve()


class _Nursery:
    """Starts workers, ends them, and clears up after them."""

    def __init__(
        self, control: socket.socket, walls: Walls, exercises: dict[str, Exercise]
    ) -> None:
        self._control = control
        self._walls = walls
        self._exercises = exercises
        self._workers: dict[int, _Worker] = {}
        self._wake, wake_write = os.pipe()
        for fd in (self._wake, wake_write):
            os.set_blocking(fd, False)
        kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the judge decides when to end
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)

    def serve(self) -> None:
        """Do what the judge asks until it closes the control socket; then end all workers."""
        sources: list[socket.socket | int] = [self._control, self._wake]
        while True:
            ready, _, _ = select.select(sources, [], [])
            if self._wake in ready:
                with contextlib.suppress(BlockingIOError):
                    os.read(self._wake, 4096)
                self._reap()
            if self._control in ready:
                data, descriptors, _, _ = socket.recv_fds(self._control, MESSAGE_SIZE, 2)
                if not data:
                    break
                message = read_message(data)
                if isinstance(message, Start):
                    self._start(message, *descriptors)
                else:
                    self._kill(message.number)
        self._kill(None)
        while self._workers:
            select.select([self._wake], [], [], 0.1)
            self._reap()

    def _start(self, message: Start, connection: int, status_pipe: int) -> None:
        folder = self._walls.make_folder()
        try:
            pid = self._walls.fork()
        except OSError:  # no process can be had just now
            shutil.rmtree(folder, ignore_errors=True)
            _tell_end(status_pipe, 72 << 8, 0.0)
        else:
            if pid == 0:
                _become_worker(connection, message.limits, folder, self._walls, self._exercises)
            self._workers[pid] = _Worker(message.number, status_pipe, folder)
        os.close(connection)

    def _kill(self, number: int | None) -> None:
        """End the worker with a number, or all."""
        for pid, worker in self._workers.items():
            if number is None or worker.number == number:
                _kill_group(pid)

    def _reap(self) -> None:
        """Clear up after each worker that has ended, and say how it ended."""
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            worker = self._workers.pop(pid, None)
            if worker is None:
                continue
            _kill_group(pid)
            _kill_strays(set(self._workers))
            if worker.folder:
                with contextlib.suppress(Exception):  # very deep folders end in a RecursionError
                    shutil.rmtree(worker.folder, ignore_errors=True)
            _tell_end(worker.status_pipe, status, usage.ru_utime + usage.ru_stime)


def _tell_end(status_pipe: int, status: int, cpu_seconds: float) -> None:
    with contextlib.suppress(OSError):
        os.write(status_pipe, END.pack(status, cpu_seconds))
    os.close(status_pipe)


def _become_worker(
    connection_fd: int,
    limits: Limits,
    folder: str,
    walls: Walls,
    exercises: dict[str, Exercise],
) -> NoReturn:
    status = 70
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        nothing = os.open(os.devnull, os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(nothing, fd)
        os.dup2(connection_fd, 3)
        os.closerange(4, 4096)
        walls.enter(limits, folder)
        from torchkata.subjects.worker import serve

        serve(socket.socket(fileno=3), exercises, walls.level)
        status = 0
    except (BrokenPipeError, ConnectionResetError):
        status = 0
    except MemoryError:
        status = 71
    except BaseException:
        status = 70
    finally:
        os._exit(status)


def _kill_strays(living: set[int]) -> None:
    """End what dead workers left behind: as subreaper this process has become its parent."""
    for _ in range(1000):
        strays = _children() - living
        if not strays:
            return
        for pid in strays:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)


def _children() -> set[int]:
    try:
        text = Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii")
    except OSError:
        return set()
    return {int(pid) for pid in text.split()}


def _kill_group(pid: int) -> None:
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    _, folder, fd, wanted, code = sys.argv
    main(folder, int(fd), cast(Level, wanted), code == "trusted")
