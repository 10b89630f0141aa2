"""Prove the graders: the promises that every exercise must keep, and what a new one still lacks.

Each proof is a function from an exercise to the sentences that stand against it; none means proved. The
kit's own tests call the same functions.
"""

import ast
import atexit
import doctest
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from multiprocessing import get_context
from pathlib import Path

import msgspec
from rich.console import Console
from rich.progress import track
from rich.table import Table

from torchkata.catalog import KIT, Catalog, Unit, catalog, import_by_path
from torchkata.diagnosis import Pairs
from torchkata.exercise import DeclarationError, Exercise, Mistake
from torchkata.grade import grade_exercise
from torchkata.key import Key, KeyFailed, keys_for
from torchkata.report import ExerciseReport
from torchkata.source import definition, mistaken
from torchkata.subjects import Subject
from torchkata.subjects.forked import Zygote
from torchkata.wire import Load

VARIANTS_WANTED = 3

SUSPICIOUS = re.compile(r"TODO|FIXME", re.IGNORECASE)


@dataclass
class Bench:
    """What proofs work with: one exercise, its key, and workers to run code in."""

    exercise: Exercise
    unit: Unit
    key: Key
    zygote: Zygote

    @cached_property
    def pairs(self) -> Pairs:
        """What names two mistakes at once."""
        return Pairs(self.unit, self.exercise, self._open)

    def grade(self, source: str) -> ExerciseReport:
        """Return the verdict on a module's text."""
        unit, exercise = self.unit, self.exercise
        load = Load(unit.name, exercise.name, {unit.name: source}, unit.stub, exercise.changes)
        return grade_exercise(exercise, self.key, load, self._open, self.pairs)

    def _open(self, exercise: Exercise, load: Load) -> AbstractContextManager[Subject]:
        return self.zygote.open(exercise, load)

    def variants(self) -> list[Path]:
        """Return the correct variants that define the exercise."""
        return _defining(KIT / "tests" / "variants" / self.unit.name, self.exercise.name)

    @cached_property
    def graded_variants(self) -> dict[str, ExerciseReport]:
        """The verdict on each correct variant by its file's name."""
        return {file.stem: self.grade(file.read_text("utf-8")) for file in self.variants()}

    @cached_property
    def graded_mistakes(self) -> list[tuple[Mistake, ExerciseReport]]:
        """Each mistake with the verdict on it, graded as a submission."""
        solution, name = self.unit.solution, self.exercise.name
        return [
            (mistake, self.grade(mistaken(solution, name, (mistake,))))
            for mistake in self.unit.mistakes.get(self.exercise.id, ())
        ]

    def wrong_solutions(self) -> list[Path]:
        """Return the wrong solutions that no mistake lists."""
        folder = KIT / "tests" / "wrong" / self.unit.name
        return sorted(folder.glob(f"{self.exercise.name}__*.py"))


def _defining(folder: Path, name: str) -> list[Path]:
    files = sorted(folder.glob("*.py"))
    return [file for file in files if definition(file.read_text("utf-8"), name) is not None]


Proof = Callable[[Bench], Iterator[str]]


def the_declaration_is_in_order(bench: Bench) -> Iterator[str]:
    """Points sum up, claims carry at most a fifth, there are three hints and a lesson."""
    try:
        bench.exercise.validate()
    except DeclarationError as error:
        yield str(error)
    if len(set(bench.exercise.hints)) != 3 or not all(bench.exercise.hints):
        yield "The three hints must be there and differ."
    node = definition(bench.unit.solution_file.read_text("utf-8"), bench.exercise.name)
    lesson = ""
    if node is not None:
        lesson = ast.get_docstring(node) or ""
    for wanted, why in (
        ("Example:", "an example that doctest runs"),
        ("documentation", "a pointer to the PyTorch documentation"),
    ):
        if wanted not in lesson:
            yield f"The reference's docstring lacks {why}."
    if SUSPICIOUS.search(lesson):
        yield "The reference's docstring has an unfinished part."


def the_stub_is_in_step(bench: Bench) -> Iterator[str]:
    """The stub in exercises/ is the one that the solution gives."""
    file = KIT / "exercises" / f"{bench.unit.name}.py"
    if not file.exists() or file.read_text("utf-8") != bench.unit.stub:
        yield f"exercises/{file.name} is out of step with the solution: run `torchkata stubs`."


def the_example_runs(bench: Bench) -> Iterator[str]:
    """The examples in the reference's docstring give what they say."""
    module = import_by_path(f"torchkata_solutions.{bench.unit.name}", bench.unit.solution_file)
    finder = doctest.DocTestFinder()
    thing = getattr(module, bench.exercise.name, None)
    examples = [t for t in finder.find(thing, bench.exercise.name, module=module) if t.examples]
    complaints: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    for test in examples:
        test.globs = dict(vars(module))
        runner.run(test, out=complaints.append)
    if not examples:
        yield "The reference's docstring has no example."
    if complaints:
        yield "An example in the reference's docstring fails:\n" + "".join(complaints)


def the_reference_passes(bench: Bench) -> Iterator[str]:
    """The reference earns every point."""
    report = bench.grade(bench.unit.solution)
    if report.status != "passed" or report.earned != report.points:
        yield f"The reference is {report.status}: {report.sentence}"


def the_stub_is_not_started(bench: Bench) -> Iterator[str]:
    """An untouched stub is reported as not started and earns nothing."""
    report = bench.grade(bench.unit.stub)
    if report.status != "not started" or report.earned:
        yield f"The untouched stub is {report.status} with {report.earned} points."


def every_mistake_is_noticed(bench: Bench) -> Iterator[str]:
    """Some check rejects each mistake, and some example tells it from every other."""
    for name in bench.key.unnoticed:
        yield f"No check notices the mistake {name!r}: add one, or remove the mistake."
    for one, other in bench.key.alike:
        if bench.key.mistakes[one][0] != bench.key.mistakes[other][0]:
            yield (
                f"No example found tells {one!r} from {other!r}: declare one `same_as` the other, or "
                "add a check that tells them apart."
            )


def no_mistake_is_a_slip(bench: Bench) -> Iterator[str]:
    """A mistake that does nothing but raise NameError is its author's slip, and no learner's."""
    shown: dict[str, set[str]] = {}
    for check in (*bench.key.checks, *bench.key.elsewhere):
        for case in check.cases:
            for name, observed in case.wrong.items():
                kind = observed.raised.types[0] if observed.raised else ""
                shown.setdefault(name, set()).add(kind)
    for name, kinds in shown.items():
        if kinds == {"NameError"}:
            yield f"The mistake {name!r} uses a name that is not there: mend its edit."


def every_mistake_is_named(bench: Bench) -> Iterator[str]:
    """Graded as a submission, each mistake is rejected and diagnosed as itself and as no other."""
    for mistake, report in bench.graded_mistakes:
        if report.status == "passed":
            yield f"The mistake {mistake.name!r} passes."
        elif not _named(mistake, report):
            found = [m.name for m in report.mistakes]
            yield f"The mistake {mistake.name!r} is {report.status} as {found}: {report.sentence}"


def _named(mistake: Mistake, report: ExerciseReport) -> bool:
    return [m.name for m in report.mistakes] == [mistake.public_name]


def correct_variants_pass(bench: Bench) -> Iterator[str]:
    """At least three correct variants exist, and all earn every point."""
    variants = bench.graded_variants
    if len(variants) < VARIANTS_WANTED:
        yield f"There are {len(variants)} variants, and at least {VARIANTS_WANTED} are needed."
    for name, report in variants.items():
        if report.status != "passed":
            failure = report.first_failure
            where = f" in {failure.name}" if failure else ""
            yield f"The variant {name} is {report.status}{where}: {report.sentence}"


def other_wrong_solutions_fail(bench: Bench) -> Iterator[str]:
    """Wrong solutions written without sight of the catalogue are rejected, and none gets a wrong name.

    One that turned out to be a listed mistake in other words says so in its docstring: `Named: ...`. A gap
    that is known says why it stays open: `Not caught: ...`; once it is caught, the line has to go.
    """
    for file in bench.wrong_solutions():
        source = file.read_text("utf-8")
        right_names = re.findall(r"^Named: (.+)$", source, flags=re.MULTILINE)
        report = bench.grade(source)
        names = [mistake.name for mistake in report.mistakes]
        passes, known_gap = report.status == "passed", "\nNot caught: " in source
        if passes != known_gap:
            yield f"The wrong solution {file.stem} {'passes' if passes else 'is caught by now'}."
        elif names != right_names:
            yield f"The wrong solution {file.stem} is taken for {names} instead of {right_names}."


PROOFS: tuple[Proof, ...] = (
    the_declaration_is_in_order,
    the_stub_is_in_step,
    the_example_runs,
    the_reference_passes,
    the_stub_is_not_started,
    every_mistake_is_noticed,
    no_mistake_is_a_slip,
    every_mistake_is_named,
    correct_variants_pass,
    other_wrong_solutions_fail,
)


class Audited(msgspec.Struct, frozen=True):
    """What the proofs say of one exercise.

    Attributes:
        rejected: mistakes that fail.
        diagnosed: mistakes that are named as themselves and as no other.
        passed: variants that earn every point.
        wrong: wrong solutions beside the catalogue.
        alike: pairs of mistakes that no example found tells apart.
        against: the sentences that stand against it; none means proved.
    """

    exercise: str
    points: int
    checks: int
    mistakes: int
    rejected: int
    diagnosed: int
    variants: int
    passed: int
    wrong: int
    alike: tuple[tuple[str, str], ...]
    against: tuple[str, ...]


def audit(bench: Bench) -> Audited:
    """Run all proofs on one exercise."""
    against = tuple(line for proof in PROOFS for line in proof(bench))
    mistakes, variants = bench.graded_mistakes, bench.graded_variants.values()
    exercise = bench.exercise
    return Audited(
        exercise.id,
        exercise.points,
        len(exercise.checks) + bool(exercise.device_points),
        len(mistakes),
        sum(report.status != "passed" for _, report in mistakes),
        sum(_named(mistake, report) for mistake, report in mistakes),
        len(variants),
        sum(report.status == "passed" for report in variants),
        len(bench.wrong_solutions()),
        bench.key.alike,
        against,
    )


_auditor: tuple[Zygote, int] | None = None


def _start_auditor(seed: int) -> None:
    """Make what the exercises that one process audits share."""
    global _auditor
    _auditor = Zygote(catalog().graders, trusted=True), seed
    atexit.register(_auditor[0].__exit__)


def _audit_one(id: str) -> Audited:
    assert _auditor is not None
    zygote, seed = _auditor
    kit = catalog()
    exercise = kit.find(id)
    key = keys_for([exercise], kit, seed)[id]
    return audit(Bench(exercise, kit.units[exercise.unit], key, zygote))


def run_audit(console: Console, ids: list[str], seed: int, *, as_json: bool = False) -> bool:
    """Run all proofs on the named exercises, units or everything; print what is missing, and the sums.

    Returns:
        Whether every proof holds.
    """
    kit: Catalog = catalog()
    exercises = kit.select(ids)
    start = time.monotonic()
    jobs = min(os.cpu_count() or 1, len(exercises))
    try:
        keys_for(exercises, kit, seed, jobs=jobs)
    except KeyFailed as error:
        console.print(str(error), markup=False, soft_wrap=True)
        return False
    with ProcessPoolExecutor(jobs, get_context("spawn"), _start_auditor, (seed,)) as auditors:
        todo = auditors.map(_audit_one, [exercise.id for exercise in exercises])
        progress = Console(stderr=True)
        audited = list(
            track(todo, "proofs", total=len(exercises), console=progress, transient=True)
        )
    seconds = time.monotonic() - start
    if as_json:
        builtins = {"seed": seed, "seconds": seconds, "exercises": msgspec.to_builtins(audited)}
        print(json.dumps(builtins, indent=2, ensure_ascii=False))
    else:
        _print(console, audited, seconds)
    return not any(one.against for one in audited)


_COLUMNS = ("points", "checks", "mistakes", "rejected", "diagnosed", "variants", "passed", "wrong")


def _print(console: Console, audited: Sequence[Audited], seconds: float) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("exercise", no_wrap=True)
    for heading in _COLUMNS:
        table.add_column(heading, justify="right")
    for one in audited:
        table.add_row(one.exercise, *(str(getattr(one, column)) for column in _COLUMNS))
    sums = [str(sum(getattr(one, column) for one in audited)) for column in _COLUMNS]
    table.add_row(f"{len(audited)} exercises", *sums, style="bold")
    against = [f"{one.exercise}: {line}" for one in audited for line in one.against]
    alike = [(one.exercise, *pair) for one in audited for pair in one.alike]
    for line in against:
        console.print(line, markup=False, soft_wrap=True)
    if not console.is_terminal:  # a file has no width, and takes every heading as it is
        anywhere = console.options.update(max_width=10_000)
        console.width = max(console.width, console.measure(table, options=anywhere).maximum)
    console.print(table)
    if alike:
        console.print("Pairs that no input tells apart, which have one name:")
    for exercise, first, second in alike:
        console.print(f"  {exercise}: {first} = {second}", markup=False, soft_wrap=True)
    console.print("Every proof holds." if not against else f"{len(against)} proofs fail.")
    console.print(f"It took {seconds:.0f} seconds.")


if __name__ == "__main__":
    sys.exit(not run_audit(Console(), sys.argv[1:], 0))
