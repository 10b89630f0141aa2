"""A subject in this process: the learner's own code on the learner's own machine.

`breakpoint()` and `--pdb` work here. A time limit is raised inside the running code by a watching thread,
on every operating system; it is raised again if the code swallows it, and where even that does not help
(a call that never returns to Python) `give_up` is called.
"""

import contextlib
import ctypes
import inspect
import threading
from collections.abc import Callable, Iterator, Sequence
from types import ModuleType
from typing import Any

from torchkata.devices import prepare
from torchkata.exercise import Check, Exercise
from torchkata.observation import (
    Implementation,
    Observation,
    Raised,
    TimeLimitReached,
    describe_exception,
    observe,
    under_debugger,
)
from torchkata.source import untouched
from torchkata.subjects import Stopped
from torchkata.subjects.modules import import_submitted, submitted_files
from torchkata.wire import Case, Load, Loaded

SECONDS_FOR_A_RUN = 20.0
GRACE_SECONDS = 5.0


class Watch:
    """Raises `TimeLimitReached` in the thread that entered it when the time is up.

    Args:
        seconds: time before the first raise; it is raised again every half second after.
        give_up: called, in the watching thread, once if the code is still running after the grace period.
    """

    def __init__(self, seconds: float, give_up: Callable[[], None] | None = None) -> None:
        self.seconds = seconds
        self._give_up = give_up
        self._done = threading.Event()
        self.suspended = threading.Event()

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Watch the body of the `with` statement."""
        self._done.clear()
        thread_id = threading.get_ident()
        watcher = threading.Thread(target=self._watch, args=(thread_id,), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            self._done.set()
            watcher.join()

    def _watch(self, thread_id: int) -> None:
        if self._done.wait(self.seconds):
            return
        raised_for = 0.0
        while True:
            if not self.suspended.is_set():
                _raise_in(thread_id)
            if self._done.wait(0.5):
                return
            raised_for += 0 if self.suspended.is_set() else 0.5
            if raised_for > GRACE_SECONDS and self._give_up is not None:
                self._give_up()
                return


def _raise_in(thread_id: int) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread_id), ctypes.py_object(TimeLimitReached)
    )


class LocalSubject:
    """A module in this process.

    Args:
        exercise: what it is loaded for.
        module: the module, or the exception that importing it raised.
        source: its text.
        stub: the unit's stub.
        capture: keep prints instead of letting them through.
        watch: the time limit of one run.
        let_through: exceptions that are not the code's own, such as a debugger's.
    """

    def __init__(
        self,
        exercise: Exercise,
        module: ModuleType | BaseException,
        source: str,
        stub: str,
        *,
        capture: bool = True,
        watch: Watch | None = None,
        let_through: tuple[type[BaseException], ...] = (),
    ) -> None:
        self._exercise = exercise
        self._module = module
        self._capture = capture
        self._watch = watch or Watch(SECONDS_FOR_A_RUN)
        self._let_through = let_through
        self.loaded = loaded_state(module, source, stub, exercise.name)

    def observe(
        self,
        check: Check,
        cases: Sequence[Case],
        *,
        describe_calls: bool = False,
    ) -> Iterator[Observation]:
        """See `Subject`."""
        assert isinstance(self._module, ModuleType)
        implementation = Implementation(
            self._module, self._exercise.name, self._exercise.changes, describe_calls
        )
        for case in cases:
            prepare(case.device)
            try:
                with contextlib.nullcontext() if under_debugger() else self._watch.running():
                    seen = observe(
                        check.probe,
                        implementation,
                        case.inputs,
                        device=case.device,
                        look_for_reseeding=case.look_for_reseeding,
                        capture=self._capture,
                        let_through=self._let_through,
                    )
            except TimeLimitReached as stop:
                frames = describe_exception(stop, self._module.__file__ or "").frames
                where = f", in line {frames[-1].line}: {frames[-1].text}" if frames else ""
                raise Stopped(
                    "timed out",
                    f"Your code was still running after {self._watch.seconds:g} seconds{where}.",
                ) from None
            yield seen


def loaded_state(module: ModuleType | BaseException, source: str, stub: str, name: str) -> Loaded:
    """Return what is known of a module before any probe runs."""
    if isinstance(module, SyntaxError):
        problem = describe_exception(module)
        line = f"line {module.lineno}: " if module.lineno else ""
        return Loaded(Raised(problem.types, f"{line}{module.msg}"))
    if isinstance(module, BaseException):
        return Loaded(describe_exception(module, *submitted_files()))
    return Loaded(None, _line(getattr(module, name, None)), untouched(source, stub))


def _line(thing: Any) -> int:
    code = getattr(thing, "__code__", None)
    if code is not None:
        return code.co_firstlineno
    try:
        return inspect.getsourcelines(thing)[1]
    except (OSError, TypeError, SyntaxError):
        return 0


@contextlib.contextmanager
def open_local(exercise: Exercise, load: Load) -> Iterator[LocalSubject]:
    """Load a module from its text in this process: where no worker can be forked, and for trusted code."""
    try:
        module: ModuleType | BaseException = import_submitted(load.unit, load.sources)
    except (Exception, SystemExit) as error:
        module = error
    yield LocalSubject(exercise, module, load.sources.get(load.unit, ""), load.stub)
