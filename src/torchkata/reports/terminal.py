"""Verdicts and tables for a terminal, in a learner's words."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from torchkata.confinement import LOST
from torchkata.report import ACCIDENTS, CheckReport, ExerciseReport, Report

PRINTED_LINES = 3
NOTES_SHOWN = 2
WIDTH = 96
"""Columns of a failure's lines; longer ones are cut."""

_SIGNS = {
    "passed": "passed",
    "not started": "–",
    "missing": "missing",
    "not importable": "cannot be imported",
    "needs another exercise": "needs another",
    "timed out": "timed out",
    "out of memory": "out of memory",
    "crashed": "crashed",
    "nonsense": "no answer",
    "not graded": "not graded",
}


def failure_lines(
    exercise: ExerciseReport,
    folder: str = "",
    check: CheckReport | None = None,
    cause_shown: bool = False,
) -> list[str]:
    """Return at most twelve lines about one failed check of an exercise, the first unless one is given.

    In this order: what was called with the smallest input, what came back, what was expected, the cause if it is
    known and else the first difference, where to look, and the next command. With `cause_shown` the
    cause is not said again.
    """
    check = check or exercise.first_failure
    if check is None or check.failure is None:
        return [f"{exercise.id}: {exercise.sentence}"]
    failure = check.failure
    lines = [f"{exercise.id}: {check.law.splitlines()[0]}"]
    rows = [("device", failure.device), ("called", failure.call), ("with", failure.inputs)]
    rows += [("returned", failure.observed), ("expected", failure.expected)]
    if exercise.mistakes and cause_shown:
        rows.append(("cause", "The same as above."))
    elif exercise.mistakes:
        rows += [("cause", f"Your code {m.name}.") for m in exercise.mistakes]
        rows += [("hint", m.hint) for m in exercise.mistakes]
    else:
        rows.append(("because", failure.difference))
    if exercise.status in ACCIDENTS and exercise.sentence != failure.difference:
        rows.append(("then", exercise.sentence))
    rows += [("line", f"{f.line}: {f.text}") for f in failure.frames[-2:]]
    if failure.printed:
        printed = failure.printed.strip().splitlines()
        more = f" (and {len(printed) - 1} more lines)" if len(printed) > 1 else ""
        rows.append(("printed", printed[0] + more if printed else ""))
    rows += [("where", f"{folder}{failure.where}"), ("next", f"torchkata hint {exercise.id}")]
    lines += [_cut(f"  {name:<9}{text}") for name, text in rows if text]
    return lines if len(lines) <= 12 else [*lines[:10], *lines[-2:]]


def _cut(line: str) -> str:
    line = line.replace("\n", " ")
    return line if len(line) <= 2 * WIDTH else line[: 2 * WIDTH - 1] + "…"


def verdict(exercise: ExerciseReport) -> str:
    """Return the verdict in a word or two, or the points where some checks passed."""
    if exercise.status in ("failed", "diagnosed"):
        return f"{exercise.earned}/{exercise.points}"
    return _SIGNS[exercise.status]


def class_table(reports: Sequence[Report], console: Console) -> Table:
    """Return a class as a table: a row a submission, a column a unit, points earned.

    Where the names of the units make it too wide for the console, they have numbers, which are told below.
    """
    named = _class_table(reports, numbered=False)
    anywhere = console.options.update(max_width=10_000)
    if console.measure(named, options=anywhere).maximum <= console.width:
        return named
    return _class_table(reports, numbered=True)


def _class_table(reports: Sequence[Report], *, numbered: bool) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", caption_justify="left")
    of = "of "
    if numbered:
        of, table.padding = "/", (0, 0, 0, 1)
    table.add_column("submission", no_wrap=True)
    possible: dict[str, int] = {}
    for exercise in reports[0].exercises if reports else ():
        unit = exercise.unit
        possible[unit] = possible.get(unit, 0) + exercise.points
    for number, (unit, points) in enumerate(possible.items(), 1):
        heading = f"{number}:" if numbered else unit
        table.add_column(f"{heading}\n{of}{points}", justify="right", no_wrap=True)
    if numbered:
        table.caption = ", ".join(f"{number}: {unit}" for number, unit in enumerate(possible, 1))
    table.add_column(f"total\n{of}{sum(possible.values())}", justify="right", no_wrap=True)
    for report in reports:
        earned = dict.fromkeys(possible, 0)
        for exercise in report.exercises:
            earned[exercise.unit] += exercise.earned
        table.add_row(escape(report.submission), *map(str, earned.values()), str(report.earned))
    return table


def standing_out(reports: Sequence[Report]) -> list[str]:
    """Return lines for each submission that an instructor may want to look at."""
    lines: list[str] = []
    for report in reports:
        lines += [f"{report.submission}: {found}" for found in (_outstanding(report),) if found]
        lines += [f"{report.submission}: {note}" for note in report.notes[:NOTES_SHOWN]]
        if report.notes[NOTES_SHOWN:]:
            lines[-1] += f" ({len(report.notes) - NOTES_SHOWN} more in the report.)"
    return lines


def _outstanding(report: Report) -> str:
    accidents = [
        f"{e.name} {_SIGNS[e.status]}"
        for e in report.exercises
        if e.status in ("timed out", "out of memory", "crashed", "nonsense")
    ]
    units = {
        f"{e.unit}.py {_SIGNS[e.status]}": None
        for e in report.exercises
        if e.status in ("missing", "not importable")
    }
    diagnosed = sum(e.status == "diagnosed" for e in report.exercises)
    if len(units) > 3:
        units = {f"{len(units)} modules missing or not importable": None}
    found = [*units, *accidents]
    if diagnosed:
        found.append(f"{diagnosed} mistake{'s' * (diagnosed > 1)} named")
    if all(e.status == "missing" for e in report.exercises):
        return "nothing handed in"
    if all(e.status == "not started" for e in report.exercises):
        return "nothing started"
    return ", ".join(found)


def unit_table(exercises: Iterable[ExerciseReport]) -> Table:
    """Return a learner's results by unit: points, and exercises passed, failing and not started."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("unit")
    for heading in ("points", "passed", "to mend", "not started"):
        table.add_column(heading, justify="right")
    units: dict[str, list[ExerciseReport]] = {}
    for exercise in exercises:
        units.setdefault(exercise.unit, []).append(exercise)
    for unit, own in units.items():
        passed = sum(e.status == "passed" for e in own)
        idle = sum(e.status == "not started" for e in own)
        points = f"{sum(e.earned for e in own)}/{sum(e.points for e in own)}"
        table.add_row(unit, points, str(passed), str(len(own) - passed - idle), str(idle))
    return table


def print_exercise(console: Console, exercise: ExerciseReport) -> None:
    """Print one verdict as its learner would see it."""
    console.print(Text(f"{exercise.id}: {exercise.earned} of {exercise.points} points", "bold"))
    for check in exercise.checks:
        console.print(Text(_check_line(check)))
    console.print()
    lines = failure_lines(exercise) if exercise.first_failure else [exercise.sentence]
    for line in lines:
        console.print(Text(line), soft_wrap=True)


def _check_line(check: CheckReport) -> str:
    points = f"{check.earned}/{check.points}"
    note = f". Not judged: {check.note}" if check.note else ""
    return f"  {points:>5}  {check.name.replace('_', ' ')} ({check.outcome}){note}"


def isolation_lines(reports: Sequence[Report]) -> Iterator[str]:
    """Yield how the submissions were confined, and what that does not keep off."""
    for isolation in sorted({report.run.isolation for report in reports}, key=lambda i: i.level):
        yield f"Isolation was {isolation.level}. {LOST[isolation.level]}".rstrip()
        if isolation.through:
            yield f"Small attacks that got through before the grading: {', '.join(isolation.through)}."
