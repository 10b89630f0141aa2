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
            observed = _without_module(check.failure.observed, modules)
            difference = _without_module(check.failure.difference, modules)
            failure = _led_back(check.failure, modules)
            failure = replace(failure, frames=frames, observed=observed, difference=difference)
            check = replace(check, failure=failure)
        checks.append(check)
    sentence = _without_module(verdict.sentence, modules)
    return replace(verdict, sentence=sentence, checks=tuple(checks))


def _without_module(text: str, modules: Modules) -> str:
    """Return a sentence that names the notebook in which something is missing, and why it may be."""
    for module, notebook in modules.notebooks.items():
        if f"{module}.py defines no " in text:
            left_out = next((note for note in modules.notes if " is no Python" in note), "")
            text = text.replace(f"{module}.py", notebook)
            return f"{text} {left_out}".rstrip()
    return text


def _led_back(pointing: Pointing, modules: Modules) -> Pointing:
    module = pointing.file.removesuffix(".py")
    notebook = modules.notebooks.get(module)
    if notebook is None:
        return pointing
    place = place_of(modules.sources[module], pointing.line)
    if place is None:
        return pointing if pointing.line else replace(pointing, file=notebook)
    cell, line = place
    return replace(pointing, file=f"{notebook}, cell {cell}", line=line)
