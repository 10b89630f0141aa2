"""Where a verdict points to, for those who handed in notebooks: the cell, and the line in it."""

from msgspec.structs import replace

from torchkata.intake.modules import Modules
from torchkata.intake.notebooks import place_of
from torchkata.observation import Frame
from torchkata.report import ExerciseReport, Failure


def in_notebooks(verdict: ExerciseReport, modules: Modules) -> ExerciseReport:
    """Return a verdict that names lines of notebooks, and not of the modules that were made of them."""
    if not modules.notebooks:
        return verdict
    checks = tuple(
        check
        if check.failure is None
        else replace(check, failure=_failure_in_notebooks(check.failure, modules))
        for check in verdict.checks
    )
    return replace(verdict, checks=checks)


def _failure_in_notebooks(failure: Failure, modules: Modules) -> Failure:
    file, line = _place(failure.file, failure.line, modules)
    frames = tuple(_frame_in_notebooks(frame, modules) for frame in failure.frames)
    return replace(failure, file=file, line=line, frames=frames)


def _frame_in_notebooks(frame: Frame, modules: Modules) -> Frame:
    file, line = _place(frame.file, frame.line, modules)
    return replace(frame, file=file, line=line)


def _place(file: str, line: int, modules: Modules) -> tuple[str, int]:
    name = file.removesuffix(".py")
    notebook = modules.notebooks.get(name)
    place = place_of(modules.sources[name], line) if notebook else None
    return (file, line) if place is None else (f"{notebook}, cell {place[0]}", place[1])
