"""Cut and edit the source of solution modules: stubs, mistakes, untouched bodies.

Works on text and syntax trees only; nothing here runs what it reads.
"""

import ast
import re
from functools import lru_cache

from torchkata.exercise import DeclarationError, Mistake

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
PLACEHOLDER = "raise NotImplementedError  # Replace this line with your code."

_SOLUTION = re.compile(
    rf"^(?P<indent>[ \t]*){BEGIN}\n.*?^[ \t]*{END}\n", flags=re.DOTALL | re.MULTILINE
)

Definition = ast.FunctionDef | ast.ClassDef


def stub_of(solution: str) -> str:
    """Return a solution module as the learner gets it: bodies between the markers replaced or removed."""

    def cut(match: re.Match[str]) -> str:
        indent = match["indent"]
        return f"{indent}{PLACEHOLDER}\n" if indent else ""

    return re.sub(r"\n{4,}", "\n\n\n", _SOLUTION.sub(cut, solution))


def without_markers(solution: str) -> str:
    """Return a solution module without the marker lines."""
    return re.sub(rf"^[ \t]*(?:{BEGIN}|{END})\n", "", solution, flags=re.MULTILINE)


def definition(source: str, name: str) -> Definition | None:
    """Return the syntax tree of the function or class `name` at the top of a module, or None."""
    found = [
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name
    ]
    return found[-1] if found else None


def segment(source: str, name: str) -> tuple[int, int]:
    """Return the first and the last line (counted from 1) of `name` in `source`, decorators included.

    Raises:
        DeclarationError: the module defines no such name.
    """
    node = definition(source, name)
    if node is None or node.end_lineno is None:
        raise DeclarationError(
            f"The solution defines no {name}: write it, or mend the exercise's id."
        )
    first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
    return first, node.end_lineno


def definition_text(source: str, name: str) -> str:
    """Return the source lines of `name`."""
    first, last = segment(source, name)
    return "\n".join(source.splitlines()[first - 1 : last]) + "\n"


def replaced(source: str, name: str, text: str) -> str:
    """Return `source` with the definition of `name` replaced by `text`."""
    first, last = segment(source, name)
    lines = source.splitlines()
    return "\n".join([*lines[: first - 1], text.rstrip("\n"), *lines[last:]]) + "\n"


def mistaken(solution: str, name: str, mistakes: tuple[Mistake, ...]) -> str:
    """Return a solution module in which `name` makes the given mistakes, one after the other.

    Raises:
        DeclarationError: an edit's text is not found exactly once in the definition of `name`.
    """
    text = definition_text(solution, name)
    for mistake in mistakes:
        if mistake.whole:
            text = mistake.whole
            continue
        body = _without_docstrings(text)
        if body.count(mistake.replace) != 1 or text.count(mistake.replace) != 1:
            raise DeclarationError(
                f"The text to replace stands {text.count(mistake.replace)} times in {name}, and must "
                f"stand there once: {mistake.replace!r} (mistake {mistake.name!r})."
            )
        text = text.replace(mistake.replace, mistake.by)
    return replaced(solution, name, text)


def _without_docstrings(text: str) -> str:
    return re.sub(r'"""(?:.|\n)*?"""', "", text)


def without_hidden(grader: str) -> tuple[str, tuple[str, ...]]:
    """Return a grader file without its hidden checks, their points taken off, and the names of those checks."""
    tree = ast.parse(grader)
    lines = grader.splitlines()
    taken: dict[str, int] = {}
    hidden: list[ast.FunctionDef] = []
    for probe in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        for call in probe.decorator_list:
            if isinstance(call, ast.Call) and _constant(call, "hidden") is True:
                exercise = ast.unparse(call.func).partition(".")[0]
                points = _constant(call, "points")
                taken[exercise] = taken.get(exercise, 0) + (points if type(points) is int else 0)
                hidden.append(probe)
    for node in tree.body:
        if isinstance(node, ast.Assign) and (name := ast.unparse(node.targets[0])) in taken:
            for keyword in getattr(node.value, "keywords", ()):
                if keyword.arg == "points":
                    points = ast.literal_eval(keyword.value) - taken[name]
                    number = keyword.value.lineno - 1
                    lines[number] = re.sub(r"points=\d+", f"points={points}", lines[number])
    for probe in reversed(hidden):
        first = min(decorator.lineno for decorator in probe.decorator_list)
        del lines[first - 1 : probe.end_lineno]
    text = re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines) + "\n")
    return text, tuple(probe.name for probe in hidden)


def _constant(call: ast.Call, name: str) -> object:
    """Return the constant that a call gives for a keyword, or None."""
    values = [keyword.value for keyword in call.keywords if keyword.arg == name]
    return values[0].value if values and isinstance(values[0], ast.Constant) else None


def untouched(source: str, stub: str) -> tuple[str, ...]:
    """Return the functions and classes whose body is the stub's still (comments, spaces and docstrings aside).

    None where the module cannot be parsed.
    """
    try:
        mine = _definitions(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    theirs = _definitions(stub)
    return tuple(name for name in theirs if _same(mine.get(name), theirs[name]))


@lru_cache(maxsize=16)  # each exercise of a unit asks for the same two
def _definitions(source: str) -> dict[str, Definition]:
    return {
        node.name: _bare(node)
        for outer in ast.parse(source).body
        for node in (outer.body if isinstance(outer, ast.Try) else [outer])
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }


def _bare(node: Definition) -> Definition:
    for inner in ast.walk(node):
        if (
            isinstance(inner, ast.FunctionDef | ast.ClassDef)
            and ast.get_docstring(inner) is not None
        ):
            inner.body = inner.body[1:]
    return node


def _same(one: object, other: object) -> bool:
    """Compare two syntax trees without positions."""
    if type(one) is not type(other):
        return False
    if isinstance(one, ast.AST):
        return all(_same(getattr(one, f, None), getattr(other, f, None)) for f in one._fields)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return one == other
