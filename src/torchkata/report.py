"""What grading says: the verdicts of one submission, as data.

The JSON of a report is this module's structs, field by field; `SCHEMA` changes when they do. Nothing in a
report depends on time, on the folder or on how many processes graded.
"""

import json
from pathlib import Path
from typing import Any, Literal

import msgspec

from torchkata.confinement import Level
from torchkata.observation import Frame

SCHEMA = 3

Status = Literal[
    "passed",
    "failed",
    "diagnosed",
    "not started",
    "needs another exercise",
    "missing",
    "not importable",
    "timed out",
    "out of memory",
    "crashed",
    "nonsense",
    "not graded",
]
"""`diagnosed` is a failure whose cause is known; then come the ends of a worker, and a fault of the grader."""

ACCIDENTS = ("timed out", "out of memory", "crashed", "nonsense")
"""The statuses in which the worker ended before it answered."""


class Failure(msgspec.Struct, frozen=True):
    """The first example that a check failed on.

    Attributes:
        call: the call of the function, as the reference made it.
        inputs: those of the example's inputs that the call does not show.
        observed: what came back.
        expected: what the reference gave.
        difference: the first difference, as a sentence.
        file: the submission's file, and the cell where that is a notebook.
        line: where to look in it, 0 if unknown.
        frames: the learner's own frames of an exception.
        printed: what the code printed, cut.
        device: where it ran, empty for the CPU.
    """

    call: str
    inputs: str
    observed: str
    expected: str
    difference: str
    file: str
    line: int
    frames: tuple[Frame, ...] = ()
    printed: str = ""
    device: str = ""

    @property
    def where(self) -> str:
        """Where to look, as people write it."""
        if not self.line:
            return self.file
        return (
            f"{self.file}:{self.line}"
            if self.file.endswith(".py")
            else f"{self.file}, line {self.line}"
        )


class Curve(msgspec.Struct, frozen=True):
    """The losses of one training, step by step, beside the reference's."""

    yours: tuple[float, ...]
    reference: tuple[float, ...]


class CheckReport(msgspec.Struct, frozen=True):
    """The verdict on one check.

    Attributes:
        note: what could not be judged, which costs no points.
        curve: the losses, where the check is about a training.
    """

    name: str
    law: str
    points: int
    earned: int
    evidence: str
    outcome: Literal["passed", "failed", "not run"]
    failure: Failure | None = None
    note: str = ""
    curve: Curve | None = None


class Named(msgspec.Struct, frozen=True):
    """A mistake that the code makes."""

    name: str
    hint: str


class ExerciseReport(msgspec.Struct, frozen=True):
    """The verdict on one exercise. `sentence` says what `status` means here."""

    id: str
    points: int
    earned: int
    status: Status
    sentence: str
    mistakes: tuple[Named, ...]
    checks: tuple[CheckReport, ...]

    @property
    def unit(self) -> str:
        """The module that holds the exercise."""
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        """The function or class."""
        return self.id.partition(".")[2]

    @property
    def first_failure(self) -> CheckReport | None:
        """The first check that failed, if any."""
        return next((check for check in self.checks if check.outcome == "failed"), None)


class Isolation(msgspec.Struct, frozen=True):
    """What kept submissions from the grader, from each other and from the machine.

    Attributes:
        level: `full`, `reduced` or `none`; see SECURITY.md.
        through: the canaries (small attacks, run before grading) that got through at this level.
    """

    level: Level
    through: tuple[str, ...]


class Run(msgspec.Struct, frozen=True):
    """How the report came about."""

    torchkata: str
    torch: str
    python: str
    seed: int
    devices: tuple[str, ...]
    isolation: Isolation


class Report(msgspec.Struct, frozen=True):
    """The verdicts of one submission.

    Attributes:
        submission: the submission's name.
        student_id: from the roster or the layout, or empty.
        student_name: from the roster or the layout, or empty.
        sources: the hash of what was graded.
        notes: what was made of the files, as sentences, where it is not the plain thing.
    """

    schema: int
    submission: str
    student_id: str
    student_name: str
    sources: str
    notes: tuple[str, ...]
    earned: int
    points: int
    exercises: tuple[ExerciseReport, ...]
    run: Run

    def exercise(self, id: str) -> ExerciseReport | None:
        """Return the verdict on one exercise, or None if it was not graded."""
        return next((e for e in self.exercises if e.id == id), None)


def to_json(report: msgspec.Struct) -> str:
    """Return a report as indented JSON with a final newline."""
    return json.dumps(msgspec.to_builtins(report), indent=2, ensure_ascii=False) + "\n"


_decoder = msgspec.json.Decoder(Report)


class UnreadableReport(Exception):
    """The text is not a report of this version. The message says why."""


def from_json(text: str) -> Report:
    """Return the report that `text` holds.

    Raises:
        UnreadableReport: it holds none, or one of another schema.
    """
    try:
        report = _decoder.decode(text)
    except msgspec.MsgspecError as error:
        raise UnreadableReport(f"This is not a report of torchkata: {error}.") from None
    if report.schema != SCHEMA:
        raise UnreadableReport(
            f"This report has schema {report.schema}, and this torchkata reads schema {SCHEMA}: "
            "grade again."
        )
    return report


def read_folder(folder: Path) -> dict[str, Report]:
    """Return the reports in a folder by submission.

    Raises:
        UnreadableReport: there are none, or one cannot be read.
    """
    reports: dict[str, Report] = {}
    for file in sorted(folder.glob("*.json")):
        if file.name == "run.json":
            continue
        try:
            report = from_json(file.read_text("utf-8"))
        except UnreadableReport as error:
            raise UnreadableReport(f"{file}: {error}") from None
        reports[report.submission] = report
    if not reports:
        raise UnreadableReport(f"{folder} holds no reports. `torchkata grade` writes them.")
    return reports


class _Recorded(msgspec.Struct, frozen=True):
    """What a run record of any version holds."""

    schema: int
    run: dict[str, Any]
    keys: dict[str, str]


def recorded(folder: Path) -> list[str] | None:
    """Return the exercises that the reports in a folder are on, None if it is no folder of reports."""
    try:
        record = msgspec.json.decode((folder / "run.json").read_bytes(), type=_Recorded)
    except (OSError, msgspec.MsgspecError):
        return None
    return list(record.keys)
