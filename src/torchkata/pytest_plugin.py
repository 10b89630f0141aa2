"""`pytest graders`: the checks as pytest items, run on the learner's modules in this process.

A folder `graders` beside a folder `exercises` is collected by this plugin; every other file is left to
pytest. Torch is imported only when there is such a folder.
"""

from __future__ import annotations

import bdb
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from types import ModuleType

    from torchkata.catalog import Catalog, Unit
    from torchkata.examination import Examination
    from torchkata.exercise import Check, Exercise
    from torchkata.key import Key
    from torchkata.report import CheckReport, ExerciseReport
    from torchkata.subjects.local import LocalSubject
    from torchkata.workspace import Workspace

SEED = 0

_SESSION = pytest.StashKey[pytest.Session]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the time limit and the device."""
    group = parser.getgroup("torchkata")
    group.addoption(
        "--time-limit",
        type=float,
        default=20.0,
        metavar="SECONDS",
        help="time for one run of an exercise's code in `pytest graders` (default: 20)",
    )
    group.addoption(
        "--device",
        default="auto",
        metavar="DEVICE",
        help="where checks of `pytest graders` run after the CPU: auto (a simulated GPU, and a real one "
        "where there is one), cpu, simulated, cuda, ... (default: auto)",
    )


def pytest_pycollect_makemodule(
    module_path: Path, parent: pytest.Collector
) -> pytest.Collector | None:
    """Collect a grader file through the catalog."""
    folder = module_path.parent
    if folder.name == "graders" and (folder.parent / "exercises").is_dir():
        return GraderFile.from_parent(parent, path=module_path)
    return None


class GraderFile(pytest.File):
    """One unit: its exercises in order, and the learner's module."""

    @cached_property
    def unit(self) -> Unit:
        """The unit that this file declares."""
        from torchkata.catalog import catalog

        return catalog(self.path.parent).units[self.path.stem.removeprefix("test_")]

    @cached_property
    def workspace(self) -> Workspace:
        """The learner's folder."""
        from torchkata.workspace import Workspace

        return Workspace(self.path.parent.parent)

    @property
    def exercise_file(self) -> Path:
        """The file that the learner edits."""
        return self.path.parent.parent / "exercises" / f"{self.unit.name}.py"

    @cached_property
    def source(self) -> str | None:
        """The text of the learner's module, None if it is missing."""
        return self.workspace.sources().get(self.unit.name)

    @cached_property
    def module(self) -> ModuleType | BaseException:
        """The learner's module, or what importing it raised."""
        import torch

        from torchkata.observation import TimeLimitReached
        from torchkata.subjects.local import Watch
        from torchkata.subjects.modules import import_submitted
        from torchkata.vision import make_torchvision_importable

        torch.set_num_threads(1)
        make_torchvision_importable()
        try:
            with Watch(self.config.getoption("--time-limit"), _give_up(self)).running():
                return import_submitted(
                    self.unit.name, self.workspace.sources(), self.exercise_file.parent
                )
        except TimeLimitReached:
            return TimeoutError("it was still running after the time limit")
        except (Exception, SystemExit) as error:
            return error

    problem_shown = False

    def collect(self) -> Iterator[pytest.Collector]:
        """Yield the unit's exercises."""
        for exercise in self.unit.exercises:
            if not self.devices:
                exercise = exercise.on_the_cpu_alone()
            yield ExerciseNode.from_parent(self, name=exercise.name, exercise=exercise)

    @cached_property
    def devices(self) -> tuple[str, ...]:
        """Where checks run after the CPU."""
        from torchkata.devices import UnknownDevice, beside_the_cpu

        try:
            return beside_the_cpu(self.config.getoption("--device"))
        except UnknownDevice as error:
            raise pytest.UsageError(str(error)) from None


class ExerciseNode(pytest.Collector):
    """One exercise: its checks, and what they have shown so far."""

    parent: GraderFile

    def __init__(self, *, exercise: Exercise, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.exercise = exercise
        self.key: Key | None = None
        self.entered_debugger = False
        self.cause_shown = False

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the exercise's checks."""
        for check in self.exercise.checks:
            yield CheckItem.from_parent(self, name=check.name, check=check)
        if self.exercise.device_points:
            from torchkata.exercise import DEVICE_CHECK

            yield DeviceItem.from_parent(self, name=DEVICE_CHECK)

    @cached_property
    def before(self) -> ExerciseReport | None:
        """The verdict if no check need be run."""
        from torchkata.grade import before_checks, without_checks

        if self.parent.source is None:
            file = self.parent.exercise_file.name
            sentence = (
                f"exercises/{file} is missing. `torchkata reset {self.exercise.id}` brings it back."
            )
            return without_checks(self.exercise, "missing", sentence)
        return before_checks(self.exercise, self.subject.loaded)

    @cached_property
    def subject(self) -> LocalSubject:
        """The learner's module, ready for this exercise's probes."""
        from torchkata.subjects.local import LocalSubject, Watch

        option = self.config.option
        self.watch = Watch(option.time_limit, _give_up(self))
        return LocalSubject(
            self.exercise,
            self.parent.module,
            self.parent.source or "",
            self.parent.unit.stub,
            capture=option.capture != "no",
            watch=self.watch,
            let_through=(bdb.BdbQuit, pytest.exit.Exception),
        )

    @cached_property
    def examination(self) -> Examination:
        """What the checks have shown so far."""
        from torchkata.examination import Examination
        from torchkata.key import keys_for

        if self.key is None:
            kit = _catalog_of(self)
            self.key = keys_for([self.exercise], kit, SEED)[self.exercise.id]
        return Examination(self.exercise, self.key, self.subject.loaded, self.key.checks)

    def examine(self, check: Check) -> None:
        """Run a check, unless it has been run or the code was stopped before."""
        from torchkata.subjects import Stopped

        if check.name in self.examination.seen or self.examination.stopped is not None:
            return
        try:
            self.examination.examine(check, self.subject)
        except Stopped:
            return

    @cached_property
    def elsewhere(self) -> list[Examination]:
        """What was seen on other devices; runs first the checks that have not been run."""
        from torchkata.grade import examine_elsewhere

        for check in self.exercise.checks:
            self.examine(check)
        if self.examination.stopped is not None:
            return []
        return examine_elsewhere(self.examination, self.parent.devices, self.subject)

    @cached_property
    def report(self) -> ExerciseReport:
        """The verdict on the whole exercise; runs what has not been run."""
        from torchkata.grade import conclude
        from torchkata.single import pairs_here

        if self.before is not None:
            return self.before
        if self.entered_debugger:
            return conclude(self.examination, [], None)
        elsewhere = self.elsewhere
        with pairs_here(self.parent.unit, self.exercise) as pairs:
            return conclude(self.examination, elsewhere, pairs)


class CheckFailed(Exception):
    """A check did not pass; the message is what the learner reads."""


@dataclass(frozen=True)
class _Crash:
    """What pytest's short summary and JUnit files say of a failure."""

    message: str


@dataclass(frozen=True)
class _Picture:
    """A failure as pytest prints it: all of it once, its first line alone in the summary.

    For a plain string pytest repeats the whole text in the summary where `CI` is set.
    """

    text: str

    @property
    def reprcrash(self) -> _Crash:
        return _Crash(self.text.partition("\n")[0])

    def toterminal(self, terminal: Any) -> None:
        terminal.line(self.text)

    def __str__(self) -> str:
        return self.text


class CheckItem(pytest.Item):
    """One check."""

    parent: ExerciseNode

    def __init__(self, *, check: Check | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.check = check
        self.reached = False

    def runtest(self) -> None:
        """Pass, skip what is not started, or raise what the learner should read."""
        node = self.parent
        assert self.check is not None
        if node.before is not None:
            self._before(node.before)
        node.examine(self.check)
        if node.examination.passed(self.check.name):
            return
        self._let_debugger_see()
        raise CheckFailed("\n".join(self._lines()))

    def _before(self, verdict: ExerciseReport) -> None:
        if verdict.status == "not started":
            pytest.skip("not started")
        file = self.parent.parent
        if file.problem_shown:
            pytest.skip(f"{file.unit.name}.py: see above")
        file.problem_shown = True
        raise CheckFailed(verdict.sentence)

    @property
    def verdict(self) -> CheckReport:
        """The verdict on this check in the report on its exercise."""
        return next(c for c in self.parent.report.checks if c.name == self.name)

    def _lines(self) -> list[str]:
        from torchkata.reports.terminal import failure_lines

        report = self.parent.report
        mine = self.verdict
        if report.status == "needs another exercise" or mine.failure is None:
            return [report.sentence]
        lines = failure_lines(report, "exercises/", mine, self.parent.cause_shown)
        self.parent.cause_shown = True
        return lines

    def _let_debugger_see(self) -> None:
        """Under `--pdb`, run the failing case again with nothing in the way of its exception."""
        if not self.config.getoption("usepdb") or self.check is None:
            return
        from torchkata.observation import Implementation
        from torchkata.values import to_object

        examination, exercise = self.parent.examination, self.parent.exercise
        failed = examination.first_failure(self.check.name)
        if failed is None or examination.seen[self.check.name][failed].raised is None:
            return
        case = examination.cases(self.check.name)[failed]
        module = self.parent.parent.module
        assert not isinstance(module, BaseException)
        implementation = Implementation(module, exercise.name, exercise.changes)
        inputs = {name: to_object(value) for name, value in case.inputs.items()}
        self.check.probe(implementation, **inputs)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Show the learner's sentence alone, and for anything else pytest's own picture."""
        if isinstance(excinfo.value, CheckFailed):
            return _Picture(str(excinfo.value))
        if self.config.getoption("usepdb") and self.name in self.parent.examination.seen:
            return _Picture("\n".join(self._lines()))
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return the grader file, no line, and the check in words."""
        return self.path, None, f"{self.parent.exercise.id}: {self.name.replace('_', ' ')}"


class DeviceItem(CheckItem):
    """The check of an exercise on other devices."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(check=None, **kwargs)

    def runtest(self) -> None:
        """Pass, or raise what the learner should read; skip what does not work on the CPU yet."""
        if self.parent.before is not None:
            self._before(self.parent.before)
        if self.verdict.outcome == "not run":
            pytest.skip("first on the CPU")
        if self.verdict.outcome == "failed":
            raise CheckFailed("\n".join(self._lines()))


def _catalog_of(node: ExerciseNode) -> Catalog:
    from torchkata.catalog import catalog

    return catalog(node.parent.path.parent)


# The session -------------------------------------------------------------------------------------


def _nodes(session: pytest.Session) -> list[ExerciseNode]:
    return list(dict.fromkeys(i.parent for i in session.items if isinstance(i, CheckItem)))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Have the answer keys of all selected exercises that are started, in one go."""
    if session.config.option.collectonly:
        return
    nodes = [node for node in _nodes(session) if node.before is None]
    if not nodes:
        return
    from torchkata.key import KeyFailed, cached, keys_for

    kit = _catalog_of(nodes[0])
    exercises = [node.exercise for node in nodes]
    missing = 0
    if kit.sealed is None:
        missing = sum(cached(e, kit.units[e.unit], SEED) is None for e in exercises)
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if missing and reporter is not None:
        plural = "s" if missing > 1 else ""
        reporter.write_line(
            f"Preparing {missing} answer key{plural}, once. They are kept for later runs."
        )
    try:
        keys = keys_for(exercises, kit, SEED, jobs=min(os.cpu_count() or 1, 4))
    except KeyFailed as error:
        raise pytest.UsageError(f"An answer key cannot be had. {error}") from None
    for node in nodes:
        node.key = keys[node.exercise.id]


def pytest_enter_pdb(config: pytest.Config, pdb: object) -> None:
    """Let time limits rest while somebody looks."""
    session = config.stash.get(_SESSION, None)
    for node in _nodes(session) if session is not None else []:
        if hasattr(node, "watch"):
            node.entered_debugger = True
            node.watch.suspended.set()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Remember the session for `pytest_enter_pdb`."""
    session.config.stash[_SESSION] = session


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Close the run with a table by unit."""
    session = terminalreporter.config.stash.get(_SESSION, None)
    items = getattr(session, "items", ()) or ()
    ran = [i for i in items if isinstance(i, CheckItem) and i.reached]
    nodes = list(dict.fromkeys(item.parent for item in ran))
    if not nodes:
        return
    from rich.console import Console

    from torchkata.reports.terminal import unit_table

    console = Console(file=sys.stdout, width=80, highlight=False)
    terminalreporter.section("exercises")
    terminalreporter.flush()
    console.print(unit_table(node.report for node in nodes))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Note that an item was reached, for the table."""
    if isinstance(item, CheckItem):
        item.reached = True


def _give_up(node: pytest.Collector) -> Callable[[], None]:
    """Return what ends the run when code never comes back to Python."""

    def give_up() -> None:
        capture = node.config.pluginmanager.get_plugin("capturemanager")
        if capture is not None:
            capture.suspend_global_capture(in_=True)
        reporter = node.config.pluginmanager.get_plugin("terminalreporter")
        stats = getattr(reporter, "stats", {})
        known = ", ".join(
            f"{len(stats[k])} {k}" for k in ("passed", "failed", "skipped") if k in stats
        )
        print(
            f"\n{node.nodeid}: your code does not end and cannot be interrupted (a long sleep or a "
            f"call into a library?). The run stops here. Until now: {known or 'nothing was graded'}.",
            file=sys.__stderr__,
            flush=True,
        )
        os._exit(1)

    return give_up
