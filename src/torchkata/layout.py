"""Lay out the files of a new exercise, so that an author starts from something that runs."""

from collections.abc import Iterator

from torchkata.catalog import KIT, UNITS, catalog
from torchkata.exercise import DeclarationError
from torchkata.source import BEGIN, END

_SOLUTION = '''

def {name}(x: Tensor) -> Tensor:
    """Say in one sentence what this returns.

    Say why it matters and where beginners go wrong, without the code.

    Args:
        x: floating tensor of shape (n,). It is left unchanged.

    Returns:
        A tensor of the same shape, with the dtype and device of `x`.

    Example:
        >>> {name}(torch.tensor([1.0, 2.0]))
        tensor([2., 4.])

    See `torch.mul` in the PyTorch documentation.
    """
    {begin}
    return 2 * x
    {end}
'''

_SOLUTION_HEAD = '''"""Say in a paragraph what the pieces of this unit have in common."""

import torch
from torch import Tensor
'''

_GRADER = '''

# {name} {line}

{name} = Exercise(
    "{id}",
    points=1,
    hints=(
        "Ask a question.",
        "Point at a page or an idea.",
        "Say nearly the answer.",
    ),
)


@{name}.check(points=1, x=vectors("n"))
def says_what_must_hold(impl, x):
    """Say in one sentence what must hold."""
    return impl.{name}(x)
'''

_GRADER_HEAD = '''"""Say what this unit is about: what must hold."""

from torchkata.exercise import Exercise
from torchkata.strategies import vectors
'''

_MISTAKES = """

{name} = Misconceptions("{id}")
{name}.mistake(
    "returns its argument as it is",
    replace="2 * x",
    by="1 * x",
    hint="Ask a question that points at the cause.",
)
"""

_MISTAKES_HEAD = '''"""Say what this unit is about: what goes wrong."""

from torchkata.exercise import Misconceptions
'''


def lay_out(id: str) -> Iterator[str]:
    """Append a reference, a grader and a mistake for `id` to its unit's files; yield what to do next.

    Raises:
        DeclarationError: the id is not `unit.name`, names no unit of the curriculum, or is taken.
    """
    unit, _, name = id.partition(".")
    if unit not in UNITS or not name.isidentifier():
        units = ", ".join(UNITS)
        raise DeclarationError(f"{id} is not unit.name with one of the units {units}.")
    kit = catalog()
    if any(exercise.id == id for exercise in kit.exercises()):
        raise DeclarationError(f"{id} exists already: `torchkata audit {id}` says what it lacks.")
    values = {"id": id, "name": name, "begin": BEGIN, "end": END, "line": "-" * (97 - len(name))}
    for file, head, body in (
        (KIT / "solutions" / f"{unit}.py", _SOLUTION_HEAD, _SOLUTION),
        (KIT / "graders" / f"test_{unit}.py", _GRADER_HEAD, _GRADER),
        (KIT / "graders" / "misconceptions" / f"{unit}.py", _MISTAKES_HEAD, _MISTAKES),
    ):
        text = file.read_text("utf-8") if file.exists() else head
        file.write_text(text.rstrip("\n") + "\n" + body.format(**values), "utf-8")
        yield f"Laid out in {file.relative_to(KIT)}."
    yield f"Write at least three variants as modules in tests/variants/{unit}/."
    yield f"Then run `torchkata stubs` and `torchkata audit {id}`, which says what is still missing."
