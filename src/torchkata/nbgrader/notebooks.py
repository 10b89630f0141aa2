"""An nbgrader course out of the kit: an assignment for each unit, with lessons, solutions and graded cells.

A notebook holds, for each exercise, its lesson, one cell with the reference between the markers that nbgrader cuts at
(they are the kit's own), and a graded cell for each check, so that points per check stay. Ids and the order of cells
depend on the kit alone.
"""

import ast
import inspect
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from torchkata.catalog import Catalog, Unit
from torchkata.exercise import Exercise
from torchkata.files import write_whole
from torchkata.nbgrader.cells import check_id, graded_checks, solution_id
from torchkata.source import BEGIN, END, PLACEHOLDER, definition, segment
from torchkata.submissions import UnusableInput
from torchkata.workspace import WorkspaceError

NEEDS_EXTRA = "nbgrader is not installed here: `pip install 'torchkata[nbgrader]'` installs it."

_CONFIG = f"""\
# The settings of this course. `nbgrader --help-all` lists what else can be set.
c = get_config()

# What learners find in place of a solution. A cell that still holds it counts as not started.
c.ClearSolutions.code_stub = {{"python": {PLACEHOLDER!r}}}

# The first graded cell of an exercise runs all of its checks, and code that never ends is stopped there.
c.Execute.timeout = 600

# A graded cell that a learner has deleted is put back.
c.OverwriteCells.add_missing_cells = True
"""

_ABOUT = """\
Write your code in place of the line that raises `NotImplementedError`, run the cell, and run the cells below it: one
that prints nothing passes, any other says what was called, what came back and what was expected. Cells of your own are
welcome. Of what they hold, imports, definitions and the constants that these use are graded.
"""


def write_course(folder: Path, units: Sequence[str], kit: Catalog) -> list[Unit]:
    """Write `nbgrader_config.py` and `source/<unit>/<unit>.ipynb`. Return the units that were written.

    Args:
        folder: the course's; what else is in it stays.
        units: names; all if empty.
        kit: with solutions.

    Raises:
        UnusableInput: nbgrader is not installed.
        UnknownExercise: there is no such unit.
        WorkspaceError: the course has one of the notebooks already.
    """
    try:
        import nbformat
    except ImportError:
        raise UnusableInput(NEEDS_EXTRA) from None
    chosen = kit.select_units(units)
    files = {unit: folder / "source" / unit.name / f"{unit.name}.ipynb" for unit in chosen}
    for file in files.values():
        if file.exists():
            raise WorkspaceError(
                f"{file} is there already. Remove it, or name other units with --unit."
            )
    for unit, file in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        text = nbformat.writes(nbformat.from_dict(notebook_of(unit)))
        write_whole(file, f"{text.rstrip()}\n".encode())
    config = folder / "nbgrader_config.py"
    if not config.exists():
        write_whole(config, _CONFIG.encode())
    return chosen


def missing_settings(folder: Path) -> list[str]:
    """Return the settings that assignments of this kit need and the course's own configuration lacks, as its lines."""
    text = (folder / "nbgrader_config.py").read_text("utf-8", errors="replace")
    settings = [line for line in _CONFIG.splitlines() if line.startswith("c.")]
    return [line for line in settings if line.partition(" =")[0] not in text]


def notebook_of(unit: Unit) -> dict[str, Any]:
    """Return the instructor's notebook of a unit, as nbformat's JSON."""
    cells = list(_cells(unit, unit.solution_file.read_text("utf-8")))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}


def _cells(unit: Unit, source: str) -> Iterator[dict[str, Any]]:
    tree = ast.parse(source)
    exercises = {exercise.name: exercise for exercise in unit.exercises}
    about = markdown_of(ast.get_docstring(tree) or "")
    yield _markdown(f"# {unit.name.capitalize()}\n\n{about}\n\n{_ABOUT}")
    between: list[ast.stmt] = []
    groups = 0
    for node in tree.body[1 if ast.get_docstring(tree) is not None else 0 :]:
        exercise = exercises.get(getattr(node, "name", ""))
        if exercise is None:
            between.append(node)
            continue
        if between:
            yield _given(unit, source, between, groups)
            between, groups = [], groups + 1
        yield from _exercise(exercise, source)
    if between:
        yield _given(unit, source, between, groups)


def _given(unit: Unit, source: str, nodes: Sequence[ast.stmt], number: int) -> dict[str, Any]:
    """Return the locked cell of what learners are given: the imports at first."""
    last = nodes[-1].end_lineno
    text = "\n".join(source.splitlines()[nodes[0].lineno - 1 : last])
    id = f"{unit.name}-imports" if not number else f"{unit.name}-given-{number}"
    return _code(text, id, locked=True)


def _exercise(exercise: Exercise, source: str) -> Iterator[dict[str, Any]]:
    node = definition(source, exercise.name)
    lesson = markdown_of((ast.get_docstring(node) if node else "") or "")
    points = f"{exercise.points} point{'s' * (exercise.points != 1)}"
    yield _markdown(f"## {exercise.name} ({points})\n\n{lesson}")
    yield _code(solution_text(source, exercise.name), solution_id(exercise), solution=True)
    for name, law, worth, hidden in graded_checks(exercise):
        lines = [
            f"# {law.splitlines()[0]}",
            "from torchkata.nbgrader import check",
            "",
            f'check("{exercise.id}", "{name}")',
        ]
        if hidden:
            lines = ["### BEGIN HIDDEN TESTS", *lines, "### END HIDDEN TESTS"]
        yield _code("\n".join(lines), check_id(exercise, name), locked=True, points=worth)


def solution_text(source: str, name: str) -> str:
    """Return the definition of an exercise with its markers, of its lesson the first line only.

    Args:
        source: the solution module, with markers.
        name: of the function or class.
    """
    first, last = segment(source, name)
    lines = source.splitlines()
    while last < len(lines) and lines[last].strip() in ("", END, BEGIN):
        last += 1  # the syntax tree ends before a marker
    node = definition(source, name)
    assert node is not None
    kept = lines[first - 1 : last]
    opening = node.body[0]
    if ast.get_docstring(node) is not None and opening.end_lineno is not None:
        start, end = opening.lineno - first, opening.end_lineno - first
        if end > start:
            kept[start : end + 1] = [f'{kept[start].rstrip()}"""']
    return "\n".join(kept).rstrip()


_ITEM = re.compile(r"(\*{0,2}\w+(?:, \*{0,2}\w+)*): (.*)")


def markdown_of(docstring: str) -> str:
    """Return a docstring as Markdown: sections as headings in bold, items as lists, examples as code."""
    lines: list[str] = []
    section, within_code = "", False
    for line in inspect.cleandoc(docstring).splitlines():
        if re.fullmatch(r"[A-Z]\w+:", line):
            section = line[:-1]
            lines += [f"**{section}**", ""]
            if section == "Example":
                lines.append("```python")
                within_code = True
            continue
        if line and not line.startswith(" "):
            if within_code:
                while not lines[-1]:
                    lines.pop()
                lines += ["```", ""]
            section, within_code = "", False
        if not section:
            lines.append(line)
        elif within_code:
            lines.append(line.removeprefix("    "))
        else:
            lines.append(_item(line, section))
    if within_code:
        lines.append("```")
    return "\n".join(lines).strip()


def _item(line: str, section: str) -> str:
    """Return a line of a section: an item of a list, or what goes on with one."""
    own = line.removeprefix("    ")
    found = _ITEM.fullmatch(own)
    if found and section != "Returns":
        return f"- `{found[1]}`: {found[2]}"
    return f"  {own.strip()}" if own.startswith("    ") else own


def _markdown(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def _code(
    text: str, id: str, *, solution: bool = False, locked: bool = False, points: int = 0
) -> dict[str, Any]:
    nbgrader: dict[str, Any] = {
        "schema_version": 3,
        "grade_id": id,
        "grade": points > 0,
        "solution": solution,
        "locked": locked,
        "task": False,
    }
    if points:
        nbgrader["points"] = points
    return {
        "cell_type": "code",
        "metadata": {"nbgrader": nbgrader},
        "source": text,
        "outputs": [],
        "execution_count": None,
    }
