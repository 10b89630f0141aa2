"""What notebooks, checks and gradebooks have in common: the ids of cells, and a check's verdict in lines."""

from torchkata.exercise import DEVICE_CHECK, DEVICE_LAW, Exercise
from torchkata.report import CheckReport, ExerciseReport
from torchkata.reports.terminal import failure_lines

_ELSEWHERE = ("  where ", "  next ")
"""How lines begin that point into a module and to a workspace, of which a notebook has none."""


def solution_id(exercise: Exercise) -> str:
    """Return the id of the cell in which an exercise is written."""
    return exercise.id.replace(".", "-")


def check_id(exercise: Exercise, check: str) -> str:
    """Return the id of the graded cell of a check."""
    return f"{solution_id(exercise)}-{check}"


def graded_checks(exercise: Exercise) -> list[tuple[str, str, int, bool]]:
    """Return name, law, points and whether it is hidden, of each check that has a cell."""
    checks = [(c.name, c.law, c.points, c.hidden) for c in exercise.checks]
    if exercise.device_points:
        checks.append((DEVICE_CHECK, DEVICE_LAW, exercise.device_points, False))
    return checks


def lines_about(exercise: ExerciseReport, check: CheckReport) -> list[str]:
    """Return what a learner reads about one check; nothing if it passes."""
    if check.outcome == "passed":
        return []
    if check.outcome == "not run" and exercise.status in ("failed", "diagnosed"):
        law = check.law.splitlines()[0]
        return [f"{exercise.id}: {law}", "  This was not run: too many of the other checks fail."]
    return [line for line in failure_lines(exercise, "", check) if not line.startswith(_ELSEWHERE)]
