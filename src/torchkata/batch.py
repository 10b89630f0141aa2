"""Grade many submissions with several workers at a time; go on where an earlier run was stopped.

Reports are written as they are finished, each as a whole or not at all. A report that is there and was made
from the same submission with the same keys is left alone.
"""

import hashlib
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import TypeVar

import msgspec
import torch

import torchkata
from torchkata.canaries import breaches, must_hold
from torchkata.catalog import Catalog
from torchkata.confinement import ConfinementFailed, Level
from torchkata.confinement.limits import DEFAULT_LIMITS, MEMORY_FOR_CUDA, Limits
from torchkata.devices import SIMULATED
from torchkata.diagnosis import Pairs
from torchkata.exercise import Exercise
from torchkata.files import write_whole
from torchkata.grade import (
    Attempt,
    SharedSubject,
    ask_again,
    judge,
    try_exercise,
    without_checks,
)
from torchkata.intake.files import first_of
from torchkata.key import Key
from torchkata.places import in_notebooks
from torchkata.report import (
    ACCIDENTS,
    SCHEMA,
    ExerciseReport,
    Isolation,
    Report,
    Run,
    UnreadableReport,
    from_json,
    recorded,
    to_json,
)
from torchkata.reports.table import summary_csv
from torchkata.subjects import Subject
from torchkata.subjects.forked import Zygote, ZygoteDied
from torchkata.submissions import Submission, UnusableInput
from torchkata.wire import Load

T = TypeVar("T")


class RunRecord(msgspec.Struct, frozen=True):
    """What a grading run rests on; the same for every report of a folder."""

    schema: int
    run: Run
    keys: dict[str, str]


def refuse_to_lose(out: Path, exercises: Sequence[Exercise]) -> None:
    """Make sure that reports on some exercises can go into a folder, and that nothing in it would be lost.

    Raises:
        UnusableInput: it holds something else, or verdicts on other exercises.
    """
    if out.exists() and not out.is_dir():
        raise UnusableInput(f"{out} is a file, and reports go into a folder: give one with --out.")
    earlier = recorded(out)
    if earlier is None:
        if out.is_dir() and any(not child.name.startswith(".") for child in out.iterdir()):
            raise UnusableInput(
                f"{out} holds other things than reports, and is left alone. Give the name of a new folder with --out."
            )
        return
    lost = sorted(set(earlier) - {exercise.id for exercise in exercises})
    if lost:
        raise UnusableInput(
            f"{out} holds verdicts on exercises that this run would drop ({first_of(lost)}). Grade them too, or give "
            "another folder with --out."
        )


def left_over(out: Path, submissions: Sequence[Submission]) -> list[str]:
    """Return the names of reports in a folder that are of none of these submissions."""
    names = {"run", *(submission.name for submission in submissions)}
    return sorted(file.stem for file in out.glob("*.json") if file.stem not in names)


@dataclass(frozen=True)
class Batch:
    """What to grade, with what, into which folder."""

    submissions: Sequence[Submission]
    exercises: Sequence[Exercise]
    keys: dict[str, Key]
    kit: Catalog
    out: Path
    seed: int
    level: Level = "full"
    limits: Limits = DEFAULT_LIMITS
    devices: tuple[str, ...] = (SIMULATED,)

    def record(self, isolation: Isolation) -> RunRecord:
        """Return the run record."""
        python = "{}.{}".format(*sys.version_info)
        version, devices = torchkata.__version__, ("cpu", *self.devices)
        run = Run(version, str(torch.__version__), python, self.seed, devices, isolation)
        keys = {e.id: self.keys[e.id].content for e in self.exercises}
        return RunRecord(SCHEMA, run, keys)

    def fingerprint(self, submission: Submission) -> str:
        """Return the hash of all that decides a report: the submission, its names, and the run."""
        record = self.record(Isolation(self.level, ()))
        who = (submission.student_id, submission.student_name)
        parts = (submission.content, *who, submission.notes, record)
        return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:32]

    def report_file(self, submission: Submission) -> Path:
        """Return where a submission's report lies."""
        return self.out / f"{submission.name}.json"


def run(
    batch: Batch,
    *,
    jobs: int = 1,
    force: bool = False,
    on_done: Callable[[Submission, Report], None] = lambda *_: None,
) -> list[Report]:
    """Grade a batch and write its reports, the summary and the run record.

    Args:
        batch: what is graded.
        jobs: how many submissions are graded at a time.
        force: grade also what is graded already.
        on_done: called for each submission as its report is there.

    Returns:
        All reports, in the order of the submissions.

    Raises:
        ConfinementFailed: workers cannot be confined as the batch asks.
    """
    batch.out.mkdir(parents=True, exist_ok=True)
    for unfinished in batch.out.glob(".*.partial"):
        unfinished.unlink(missing_ok=True)
    reports: dict[str, Report] = {}
    waiting: list[Submission] = []
    for submission in batch.submissions:
        report = None if force else _existing(batch, submission)
        if report is None:
            waiting.append(submission)
        else:
            reports[submission.name] = report
            on_done(submission, report)
    if waiting:
        for submission, report in _grade_all(batch, waiting, jobs):
            write_whole(batch.report_file(submission), to_json(report).encode())
            reports[submission.name] = report
            on_done(submission, report)
    ordered = [reports[submission.name] for submission in batch.submissions]
    write_whole(batch.out / "summary.csv", summary_csv(ordered).encode())
    return ordered


def _existing(batch: Batch, submission: Submission) -> Report | None:
    try:
        report = from_json(batch.report_file(submission).read_text("utf-8"))
    except (OSError, UnreadableReport, UnicodeDecodeError):
        return None
    return report if report.sources == batch.fingerprint(submission) else None


def _grade_all(
    batch: Batch, waiting: Sequence[Submission], jobs: int
) -> Iterator[tuple[Submission, Report]]:
    """Yield each submission with its report; those in which something timed out come last.

    A time limit that was met while other workers ran may be the machine's fault: such an exercise is
    graded once more with nothing beside it.
    """
    with _Graders(batch) as graders:
        write_whole(batch.out / "run.json", to_json(graders.record).encode())
        again: list[tuple[Submission, Report]] = []
        with ThreadPoolExecutor(max_workers=jobs) as pool:
            futures = {pool.submit(graders.grade, s): s for s in waiting}
            try:
                for future in as_completed(futures):
                    submission, report = futures[future], future.result()
                    if any(e.status == "timed out" for e in report.exercises):
                        again.append((submission, report))
                    else:
                        yield submission, report
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        for submission, report in sorted(again, key=lambda pair: pair[0].name):
            yield submission, graders.grade_timed_out_again(submission, report)


class _Graders:
    """The zygote and the pairs of mistakes, shared by all threads of a run.

    Raises:
        ConfinementFailed: workers cannot be confined as the batch asks.
    """

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._real = any(device != SIMULATED for device in batch.devices)
        self._zygote = self._new_zygote()
        try:
            self.record = batch.record(self._isolation())
        except BaseException:
            self._zygote.__exit__()
            raise
        self._lock = Lock()
        self._pairs = {e.id: Pairs(batch.kit.units[e.unit], e, self._open) for e in batch.exercises}

    def _new_zygote(self) -> Zygote:
        return Zygote(self._batch.kit.graders, self._batch.level, accelerators=self._real)

    def _isolation(self) -> Isolation:
        """Try what holds, and refuse to go on where the level promises more."""
        self._zygote.wait_until_ready()
        through = breaches(self._zygote, self._batch.kit)
        broken = sorted(set(through) & set(must_hold(self._batch.level)))
        if broken:
            raise ConfinementFailed(
                f"The level `{self._batch.level}` does not hold on this machine. What got through: "
                f"{', '.join(broken)}."
            )
        return Isolation(self._batch.level, tuple(through))

    def __enter__(self) -> "_Graders":
        return self

    def __exit__(self, *exception: object) -> None:
        self._zygote.__exit__(*exception)

    def _open(self, exercise: Exercise, load: Load) -> AbstractContextManager[Subject]:
        limits = self._batch.limits
        if self._real:
            limits = msgspec.structs.replace(limits, memory_bytes=MEMORY_FOR_CUDA)
        return self._zygote.open(exercise, load, limits)

    def grade(self, submission: Submission) -> Report:
        """Grade one submission."""
        return self._report(submission, self._verdicts(submission, self._batch.exercises))

    def grade_timed_out_again(self, submission: Submission, report: Report) -> Report:
        """Grade the exercises of a report that timed out once more."""
        timed_out = {verdict.id for verdict in report.exercises if verdict.status == "timed out"}
        exercises = [e for e in self._batch.exercises if e.id in timed_out]
        again = {verdict.id: verdict for verdict in self._verdicts(submission, exercises)}
        return self._report(submission, [again.get(old.id, old) for old in report.exercises])

    def _verdicts(
        self, submission: Submission, exercises: Sequence[Exercise]
    ) -> list[ExerciseReport]:
        """Return the verdicts on some exercises. A fault of the grader costs no other its grade."""
        verdicts: list[ExerciseReport] = []
        modules = submission.modules
        for _, unit in groupby(exercises, key=lambda exercise: exercise.unit):
            attempts = self._tried(modules.sources, list(unit))
            try:
                again = partial(ask_again, attempts, self._open, self._batch.devices)
                attempts = self._with_a_zygote(again)
            except Exception as error:
                for attempt in attempts:
                    attempt.verdict = attempt.verdict or _not_graded(attempt.exercise, error)
                    attempt.on_cpu = None
            for attempt in attempts:
                try:
                    pairs = self._pairs[attempt.exercise.id]
                    verdicts.append(self._with_a_zygote(partial(judge, attempt, pairs)))
                except Exception as error:
                    verdicts.append(_not_graded(attempt.exercise, error))
        return [in_notebooks(verdict, modules) for verdict in verdicts]

    def _tried(self, sources: dict[str, str], exercises: Sequence[Exercise]) -> list[Attempt]:
        """Run the exercises of a unit. A module that ends its worker while it is imported is not tried again."""
        attempts: list[Attempt] = []
        ended: ExerciseReport | None = None
        with SharedSubject(self._open) as shared:
            for exercise in exercises:
                unit = self._batch.kit.units[exercise.unit]
                load = Load(unit.name, exercise.name, sources, unit.stub, exercise.changes)
                what = exercise, self._batch.keys[exercise.id], load, shared, self._batch.devices
                if ended is not None:
                    verdict = without_checks(exercise, ended.status, ended.sentence)
                    attempt = Attempt(exercise, load, verdict=verdict)
                else:
                    try:
                        attempt = self._with_a_zygote(partial(try_exercise, *what))
                    except Exception as error:
                        attempt = Attempt(exercise, load, verdict=_not_graded(exercise, error))
                if attempt.verdict is not None and attempt.verdict.status in ACCIDENTS:
                    ended = attempt.verdict
                attempts.append(attempt)
        return attempts

    def _with_a_zygote(self, action: Callable[[], T]) -> T:
        """Do something that needs workers; once more if the process that they are forked from has died."""
        try:
            return action()
        except ZygoteDied:
            self._restart()
            return action()

    def _restart(self) -> None:
        with self._lock:
            if not self._zygote.alive:
                self._zygote.__exit__()
                self._zygote = self._new_zygote()

    def _report(self, submission: Submission, verdicts: Sequence[ExerciseReport]) -> Report:
        return Report(
            SCHEMA,
            submission.name,
            submission.student_id,
            submission.student_name,
            self._batch.fingerprint(submission),
            submission.notes,
            sum(v.earned for v in verdicts),
            sum(v.points for v in verdicts),
            tuple(verdicts),
            self.record.run,
        )


def _not_graded(exercise: Exercise, error: Exception) -> ExerciseReport:
    where = traceback.extract_tb(error.__traceback__)[-1]
    return without_checks(
        exercise,
        "not graded",
        f"The grader itself failed here ({type(error).__name__} in {Path(where.filename).name}, "
        f"line {where.lineno}). Nothing was given or taken; please report it.",
    )
