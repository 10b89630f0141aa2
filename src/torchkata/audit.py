"""Prove the graders: the promises that every exercise must keep, and what a new one still lacks.

Each proof is a function from an exercise to the sentences that stand against it; none means proved. The
kit's own tests call the same functions.
"""

import ast
import doctest
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from torchkata.catalog import KIT, Catalog, Unit, catalog, import_by_path
from torchkata.diagnosis import Pairs
from torchkata.exercise import DeclarationError, Exercise
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


def every_mistake_is_named(bench: Bench) -> Iterator[str]:
    """Graded as a submission, each mistake is rejected and diagnosed as itself and as no other."""
    for mistake in bench.unit.mistakes.get(bench.exercise.id, ()):
        source = mistaken(bench.unit.solution, bench.exercise.name, (mistake,))
        report = bench.grade(source)
        if report.status == "passed":
            yield f"The mistake {mistake.name!r} passes."
        elif [m.name for m in report.mistakes] != [mistake.public_name]:
            found = [m.name for m in report.mistakes]
            yield f"The mistake {mistake.name!r} is {report.status} as {found}: {report.sentence}"


def correct_variants_pass(bench: Bench) -> Iterator[str]:
    """At least three correct variants exist, and all earn every point."""
    variants = bench.variants()
    if len(variants) < VARIANTS_WANTED:
        yield f"There are {len(variants)} variants, and at least {VARIANTS_WANTED} are needed."
    for file in variants:
        report = bench.grade(file.read_text("utf-8"))
        if report.status != "passed":
            failure = report.first_failure
            where = f" in {failure.name}" if failure else ""
            yield f"The variant {file.stem} is {report.status}{where}: {report.sentence}"


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
    every_mistake_is_named,
    correct_variants_pass,
    other_wrong_solutions_fail,
)


def run_audit(console: Console, ids: list[str], seed: int) -> bool:
    """Run all proofs on the named exercises, units or everything; print what is missing.

    Returns:
        Whether every proof holds.
    """
    kit: Catalog = catalog()
    exercises = kit.select(ids)
    try:
        jobs = os.cpu_count() or 1
        keys = keys_for(exercises, kit, seed, jobs=jobs)
    except KeyFailed as error:
        console.print(str(error), markup=False, soft_wrap=True)
        return False
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("exercise")
    for heading in ("points", "checks", "mistakes", "variants", "wrong", "against it"):
        table.add_column(heading, justify="right")
    against: list[str] = []
    with ExitStack() as stack:
        zygote = stack.enter_context(Zygote(kit.graders, trusted=True))
        for exercise in track(exercises, "proofs", console=Console(stderr=True), transient=True):
            bench = Bench(exercise, kit.units[exercise.unit], keys[exercise.id], zygote)
            found = [f"{exercise.id}: {line}" for proof in PROOFS for line in proof(bench)]
            against += found
            counts = (
                exercise.points,
                len(exercise.checks),
                len(bench.key.mistakes),
                len(bench.variants()),
                len(bench.wrong_solutions()),
                len(found),
            )
            table.add_row(exercise.id, *map(str, counts))
    for line in against:
        console.print(line, markup=False, soft_wrap=True)
    console.print(table)
    console.print("Every proof holds." if not against else f"{len(against)} proofs fail.")
    return not against


if __name__ == "__main__":
    sys.exit(not run_audit(Console(), sys.argv[1:], 0))
