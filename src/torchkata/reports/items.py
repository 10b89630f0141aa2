"""How each check did in a class, as classical test theory measures an item.

Difficulty is the share of the learners who pass (so a higher figure is an easier check). Discrimination is the
correlation between passing a check and the points earned by all else, the corrected item-total correlation: a check
that the better learners fail as often as the others has about 0, and one that they fail more often is negative
and should be looked at. Both as in L. Crocker and J. Algina, Introduction to Classical and Modern Test Theory
(1986), chapter 14.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from torchkata.report import CheckReport, ExerciseReport, Report


@dataclass(frozen=True)
class Item:
    """One check in a class.

    Attributes:
        unit: the unit of its exercise.
        exercise: the name of its exercise.
        check: its name.
        law: what it asks, in one line.
        learners: how many handed something in.
        failing: how many of them do not pass it.
        difficulty: the share of them who pass it, from 0 to 1; None where there is nobody.
        discrimination: from -1 to 1; None where all pass, none passes, or all have the same points elsewhere.
    """

    unit: str
    exercise: str
    check: str
    law: str
    learners: int
    failing: int
    difficulty: float | None
    discrimination: float | None


def items(reports: Sequence[Report]) -> list[Item]:
    """Return the figures of every check, in the order of the reports.

    Who handed in nothing is left out; what was handed in and not started counts as not passed.
    """
    present = [report for report in reports if handed_in(report)]
    found: list[Item] = []
    for exercise in present[0].exercises if present else ():
        own = [report.exercise(exercise.id) for report in present]
        for index, check in enumerate(exercise.checks):
            checks = [verdict.checks[index] for verdict in own if verdict is not None]
            found.append(_item(exercise, check, checks, [report.earned for report in present]))
    return found


def handed_in(report: Report) -> bool:
    """Return whether any of a submission's modules was there."""
    return any(exercise.status != "missing" for exercise in report.exercises)


def _item(
    exercise: ExerciseReport,
    check: CheckReport,
    checks: Sequence[CheckReport],
    totals: Sequence[int],
) -> Item:
    passed = [float(own.outcome == "passed") for own in checks]
    elsewhere = [float(total - own.earned) for total, own in zip(totals, checks, strict=True)]
    return Item(
        exercise.unit,
        exercise.name,
        check.name,
        check.law.splitlines()[0],
        len(passed),
        passed.count(0.0),
        statistics.fmean(passed) if passed else None,
        _correlation(passed, elsewhere),
    )


def _correlation(x: Sequence[float], y: Sequence[float]) -> float | None:
    try:
        return statistics.correlation(x, y)
    except statistics.StatisticsError:  # fewer than two, or one of them is constant
        return None


@dataclass(frozen=True)
class Commonest:
    """A named mistake and the submissions that make it."""

    exercise: str
    name: str
    hint: str
    made_by: tuple[str, ...]


def commonest_mistakes(reports: Sequence[Report]) -> list[Commonest]:
    """Return the named mistakes, those of most learners first."""
    made: dict[tuple[str, str, str], list[str]] = {}
    for report in reports:
        for exercise in report.exercises:
            for mistake in exercise.mistakes:
                made.setdefault((exercise.id, mistake.name, mistake.hint), []).append(
                    report.submission
                )
    rows = [Commonest(*key, tuple(who)) for key, who in made.items()]
    return sorted(rows, key=lambda row: (-len(row.made_by), row.exercise, row.name))
