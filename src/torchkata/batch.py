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
from pathlib import Path
from threading import Lock

import msgspec
import torch

import torchkata
from torchkata.canaries import breaches, must_hold
from torchkata.catalog import Catalog
from torchkata.confinement import ConfinementFailed, Level
from torchkata.confinement.limits import DEFAULT_LIMITS, Limits
from torchkata.devices import SIMULATED
from torchkata.diagnosis import Pairs
from torchkata.exercise import Exercise
from torchkata.files import write_whole
from torchkata.grade import grade_exercise, without_checks
from torchkata.key import Key
from torchkata.report import (
    ACCIDENTS,
    SCHEMA,
    ExerciseReport,
    Isolation,
    Report,
    Run,
    UnreadableReport,
    from_json,
    to_json,
)
from torchkata.reports.table import summary_csv
from torchkata.subjects import Subject
from torchkata.subjects.forked import Zygote, ZygoteDied
from torchkata.submissions import Submission
from torchkata.wire import Load


class RunRecord(msgspec.Struct, frozen=True):
    """What a grading run rests on; the same for every report of a folder."""

    schema: int
    run: Run
    keys: dict[str, str]


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
        parts = (submission.content, submission.student_id, submission.student_name, record)
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
    for partial in batch.out.glob(".*.partial"):
        partial.unlink(missing_ok=True)
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
            # CUDA maps far more address space than it uses.
            limits = msgspec.structs.replace(limits, memory_bytes=2**46)
        return self._zygote.open(exercise, load, limits)

    def grade(self, submission: Submission) -> Report:
        """Grade one submission. A module that ends its worker while it is imported is not tried again."""
        sources = submission.sources
        verdicts: list[ExerciseReport] = []
        unimportable: dict[str, ExerciseReport] = {}
        for exercise in self._batch.exercises:
            ended = unimportable.get(exercise.unit)
            if ended is None:
                verdict = self._exercise(sources, exercise)
                if verdict.status in ACCIDENTS and all(
                    c.outcome == "not run" for c in verdict.checks
                ):
                    unimportable[exercise.unit] = verdict
            else:
                verdict = without_checks(exercise, ended.status, ended.sentence)
            verdicts.append(verdict)
        return self._report(submission, verdicts)

    def grade_timed_out_again(self, submission: Submission, report: Report) -> Report:
        """Grade the exercises of a report that timed out once more."""
        sources = submission.sources
        verdicts = [
            self._exercise(sources, exercise) if old.status == "timed out" else old
            for exercise, old in zip(self._batch.exercises, report.exercises, strict=True)
        ]
        return self._report(submission, verdicts)

    def _exercise(self, sources: dict[str, str], exercise: Exercise) -> ExerciseReport:
        unit = self._batch.kit.units[exercise.unit]
        load = Load(unit.name, exercise.name, sources, unit.stub, exercise.changes)
        what = exercise, self._batch.keys[exercise.id], load, self._open, self._pairs[exercise.id]
        devices = self._batch.devices
        try:
            try:
                return grade_exercise(*what, devices=devices, replay=True)
            except ZygoteDied:
                self._restart()
                return grade_exercise(*what, devices=devices, replay=True)
        except Exception as error:  # a fault of the grader must not cost the others their grades
            where = traceback.extract_tb(error.__traceback__)[-1]
            return without_checks(
                exercise,
                "not graded",
                f"The grader itself failed here ({type(error).__name__} in {Path(where.filename).name}, "
                f"line {where.lineno}). Nothing was given or taken; please report it.",
            )

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
            sum(v.earned for v in verdicts),
            sum(v.points for v in verdicts),
            tuple(verdicts),
            self.record.run,
        )
