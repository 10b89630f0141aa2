"""The README of `exercises/`: the path through the units, with a line for each exercise."""

import ast
from collections.abc import Iterator

from torchkata.catalog import Catalog, Unit
from torchkata.exercise import Exercise
from torchkata.source import definition

INTRODUCTION = """\
# The exercises

Each module here is a unit: open it, read the first lesson, and write your code in place of the line that raises
`NotImplementedError`. Then run `pytest graders -k NAME`. The units build on each other in what you know, never
in what you have written: a failing exercise does not fail another one. Where a lesson says that you may use a function
of your own from the same module, you may also leave it and write out what it does.

## What is checked everywhere

Each lesson is also a contract, and what a check asks stands there. A few things hold in all of them and are said once:

- **Arguments stay as they are**, unless the lesson says that something changes "in place", or that a model and its
  optimizer are trained. To evaluate and to predict leaves parameters, buffers, gradients and modes alone.
- **Results are where the input is and of its kind**: on its device, with its floating dtype, unless the lesson names another.
  So are the tensors that you make along the way. Checks run on the CPU and on a simulated GPU.
- **The global random state is not seeded.** Nothing draws from it either where the lesson says so.
- **How you compute is free**, unless the lesson says: loops, other functions of PyTorch, another order, float64 inside.
- **Printing costs nothing.** What your code prints is shown with a failure.
- Random values, the order of samples and initial weights are never compared with anybody's: only what must hold of them.

## Where to look when you are stuck

1. The failure itself: what was called with the smallest input that shows it, what came back, what was expected.
2. `torchkata hint EXERCISE`: a question first, then where to look, then nearly the answer.
3. The page of the PyTorch documentation that the lesson names at its end.
4. `breakpoint()` in your code, or `pytest graders -k NAME --pdb`.
5. `torchkata reset EXERCISE` starts it again and keeps your text beside; once yours passes,
   `torchkata solution EXERCISE` shows another way.

## The path
"""


def exercises_readme(kit: Catalog) -> str:
    """Return the text."""
    return INTRODUCTION + "".join(
        line for number, unit in enumerate(kit.units.values(), 1) for line in _unit(number, unit)
    )


def _unit(number: int, unit: Unit) -> Iterator[str]:
    lesson = ast.get_docstring(ast.parse(unit.stub)) or unit.name
    points = sum(exercise.points for exercise in unit.exercises)
    yield f"\n### {number}. {lesson.splitlines()[0]}\n\n"
    yield f"`{unit.name}.py`, {points} points.\n\n"
    yield "| exercise | points | what you write |\n|---|---|---|\n"
    for exercise in unit.exercises:
        yield f"| `{exercise.name}` | {exercise.points} | {_first_line(unit, exercise)} |\n"


def _first_line(unit: Unit, exercise: Exercise) -> str:
    node = definition(unit.stub, exercise.name)
    assert node is not None
    sentence = (ast.get_docstring(node) or "").split("\n\n")[0]
    return " ".join(sentence.split()).replace("|", "\\|")
