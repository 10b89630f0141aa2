"""Where a verdict points to, for those who handed in notebooks: the cell, and the line in it."""

from typing import TypeVar

from msgspec.structs import replace

from torchkata.intake.modules import Modules
from torchkata.intake.notebooks import place_of
from torchkata.observation import Frame
from torchkata.report import ExerciseReport, Failure

Pointing = TypeVar("Pointing", Failure, Frame)
"""What names a file and a line of it."""


def in_notebooks(verdict: ExerciseReport, modules: Modules) -> ExerciseReport:
    """Return a verdict that names lines of notebooks, and not of the modules that were made of them."""
    if not modules.notebooks:
        return verdict
    checks = []
    for check in verdict.checks:
        if check.failure is not None:
            frames = tuple(_led_back(frame, modules) for frame in check.failure.frames)
            failure = replace(_led_back(check.failure, modules), frames=frames)
            check = replace(check, failure=failure)
        checks.append(check)
    return replace(verdict, checks=tuple(checks))


def _led_back(pointing: Pointing, modules: Modules) -> Pointing:
    module = pointing.file.removesuffix(".py")
    notebook = modules.notebooks.get(module)
    place = place_of(modules.sources[module], pointing.line) if notebook else None
    if place is None:
        return pointing
    cell, line = place
    return replace(pointing, file=f"{notebook}, cell {cell}", line=line)
