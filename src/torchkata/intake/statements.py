"""What is kept of a notebook's code: definitions, and what they need. Works on text and syntax trees only.

A notebook is full of experiments: calls, prints, loops that train for minutes. None of them is run. Kept are

- imports, functions and classes with their decorators;
- assignments to plain names that something kept uses, whose value is built from literals, names, operators,
  lambdas, and calls of what was imported or of a few plain builtins;
- `if` and `try` that hold nothing else.

What is kept stands in the order of the cells, so that of two definitions the last one counts, as in Python. What may
raise is guarded, so that what follows it lives. Annotations are not evaluated.
"""

import ast
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

HEADER = "from __future__ import annotations\n"

DEPTH_LIMIT = 300
"""Levels of a cell's syntax tree; those of people have some twenty."""
STATEMENTS_LIMIT = 5_000
"""Statements at the top of a notebook's cells."""

_PLAIN_BUILTINS = frozenset(
    (
        *("abs", "bool", "complex", "dict", "float", "frozenset", "int", "len", "list", "max"),
        *("min", "object", "print", "range", "round", "set", "slice", "str", "tuple", "type"),
    )
)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_IMPORTS = (ast.Import, ast.ImportFrom)
_OPERATIONS = (
    *(ast.UnaryOp, ast.BinOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Attribute, ast.Subscript),
    *(ast.Tuple, ast.List, ast.Set, ast.Dict, ast.Slice, ast.Starred, ast.JoinedStr),
    *(ast.FormattedValue, ast.keyword, ast.operator, ast.unaryop, ast.boolop, ast.cmpop),
    *(ast.expr_context, ast.Constant, ast.Name),
)


@dataclass(frozen=True)
class Statement:
    """A statement at the top of a cell.

    Attributes:
        node: its syntax tree.
        text: its source.
        cell: the number of its cell.
        line: its first line in the cell.
    """

    node: ast.stmt
    text: str
    cell: int
    line: int


class NotPython(Exception):
    """A text is no Python. The message says where and why."""


def statements(text: str, cell: int) -> list[Statement]:
    """Return the statements at the top of a cell.

    Raises:
        NotPython: the cell cannot be parsed.
    """
    try:
        tree = ast.parse(text)
        _refuse_depth(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise NotPython(_why(error)) from None
    if len(tree.body) > STATEMENTS_LIMIT:
        raise NotPython(f"it has more than {STATEMENTS_LIMIT} statements")
    lines = [line.encode() for line in text.split("\n")]
    return [Statement(node, _source(node, lines), cell, _first_line(node)) for node in tree.body]


def _refuse_depth(tree: ast.AST) -> None:
    level: list[ast.AST] = [tree]
    for _ in range(DEPTH_LIMIT):
        level = [inner for node in level for inner in ast.iter_child_nodes(node)]
    if level:
        raise RecursionError


def _why(error: Exception) -> str:
    if isinstance(error, SyntaxError):
        return f"line {error.lineno or 1}: {error.msg}"
    return "it is nested too deep" if not isinstance(error, ValueError) else str(error)


def _first_line(node: ast.stmt) -> int:
    return min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])


def _source(node: ast.stmt, lines: Sequence[bytes]) -> str:
    """Return the source of a statement; several may stand on a line."""
    assert node.end_lineno is not None
    own = list(lines[_first_line(node) - 1 : node.end_lineno])
    own[-1] = own[-1][: node.end_col_offset]
    own[0] = own[0][0 if getattr(node, "decorator_list", ()) else node.col_offset :]
    return b"\n".join(own).decode()


def defined_names(found: Iterable[Statement]) -> set[str]:
    """Return the names that functions, classes and assignments give at the top of a module."""
    return {name for statement in found for name in _bound(statement.node, _NOT_IMPORTS)}


def kept_of(found: Sequence[Statement], wanted: Collection[str]) -> list[Statement]:
    """Return the statements that are kept, in their order.

    Args:
        found: all, in the order of the cells.
        wanted: names that are kept though nothing uses them.
    """
    imported = {name for s in found for name in _bound(s.node, _IMPORTS)} - defined_names(found)
    candidates = [s for s in found if _may_be_kept(s.node, imported | _PLAIN_BUILTINS)]
    kept = {i for i, s in enumerate(candidates) if any(_bound(s.node, _DEFINITIONS + _IMPORTS))}
    needed = set(wanted).union(*(_used(candidates[i].node) for i in kept))
    while True:
        more = {
            i
            for i, s in enumerate(candidates)
            if i not in kept and not needed.isdisjoint(_bound(s.node, _NOT_IMPORTS))
        }
        if not more:
            return [candidates[i] for i in sorted(kept)]
        kept |= more
        needed.update(*(_used(candidates[i].node) for i in more))


_NOT_IMPORTS = (*_DEFINITIONS, ast.Assign, ast.AnnAssign)


def _bound(node: ast.stmt, kinds: tuple[type[ast.stmt], ...]) -> Iterator[str]:
    """Yield the names that statements of some kinds bind, also within `if` and `try`."""
    if isinstance(node, ast.If | ast.Try):
        for inner in _blocks(node):
            yield from _bound(inner, kinds)
    elif not isinstance(node, kinds):
        return
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from ((a.asname or a.name.partition(".")[0]) for a in node.names)
    else:
        for target in _targets(node):
            yield from (n.id for n in ast.walk(target) if isinstance(n, ast.Name))


def _targets(node: ast.stmt) -> Sequence[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AnnAssign) else []


def _blocks(node: ast.If | ast.Try) -> Iterator[ast.stmt]:
    yield from node.body
    if isinstance(node, ast.Try):
        for handler in node.handlers:
            yield from handler.body
        yield from node.finalbody
    yield from node.orelse


def _used(node: ast.AST) -> set[str]:
    """Return the names that come from outside; those that functions give themselves are their own."""
    if isinstance(node, ast.Name):
        return {node.id}
    if isinstance(node, ast.Global):
        return set(node.names)
    if not isinstance(node, _FUNCTIONS):
        return set().union(*map(_used, ast.iter_child_nodes(node)))
    arguments = {a.arg for a in ast.walk(node.args) if isinstance(a, ast.arg)}
    defaults = [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]
    outside = set().union(*map(_used, [*defaults, *getattr(node, "decorator_list", [])]))
    body = node.body if isinstance(node.body, list) else [node.body]
    inner = [n for statement in body for n in ast.walk(statement)]
    given = {n.id for n in inner if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    shared = {name for n in inner if isinstance(n, ast.Global) for name in n.names}
    return outside | (set().union(*map(_used, body)) - (arguments | given - shared)) | shared


def _may_be_kept(node: ast.stmt, callable_names: Collection[str]) -> bool:
    """Return whether running a statement does no more than its definitions do."""
    if isinstance(node, ast.ImportFrom) and node.module == "__future__":
        return False
    if isinstance(node, (*_DEFINITIONS, *_IMPORTS)):
        return True
    if isinstance(node, ast.Assign | ast.AnnAssign):
        plain = all(isinstance(t, ast.Name | ast.Tuple | ast.List) for t in _targets(node))
        return plain and node.value is not None and _is_plain(node.value, callable_names)
    if isinstance(node, ast.If | ast.Try):
        test = isinstance(node, ast.Try) or _is_plain(node.test, callable_names)
        return test and all(_may_stand_within(inner, callable_names) for inner in _blocks(node))
    return False


def _may_stand_within(node: ast.stmt, callable_names: Collection[str]) -> bool:
    if isinstance(node, ast.Expr):
        return _is_plain(node.value, callable_names)
    return isinstance(node, ast.Pass) or _may_be_kept(node, callable_names)


def _is_plain(node: ast.AST, callable_names: Collection[str]) -> bool:
    """Return whether computing an expression runs no code of the notebook's own and no loop."""
    if isinstance(node, ast.Lambda):
        defaults = [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]
        return all(_is_plain(default, callable_names) for default in defaults)
    if isinstance(node, ast.Call):
        called: ast.expr = node.func
        while isinstance(called, ast.Attribute):
            called = called.value
        if not isinstance(called, ast.Constant | ast.Call) and not (
            isinstance(called, ast.Name) and called.id in callable_names
        ):
            return False
    elif not isinstance(node, _OPERATIONS):
        return False
    return all(_is_plain(inner, callable_names) for inner in ast.iter_child_nodes(node))


def guarded(statement: Statement) -> str:
    """Return a statement's source as it stands in a module: what may raise is within a `try`.

    Raises:
        NotPython: it can be parsed and not compiled, such as a `break` outside a loop.
    """
    try:
        if not isinstance(statement.node, _IMPORTS):  # of a very long name that takes minutes
            compile(HEADER + statement.text, "<cell>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        if isinstance(error, SyntaxError) and error.lineno is not None:
            error.lineno += statement.line - 2
        raise NotPython(_why(error)) from None
    if _cannot_raise(statement.node):
        return f"{statement.text}\n"
    return f"try:\n{_indented(statement)}\nexcept Exception: pass\n"


def _cannot_raise(node: ast.stmt) -> bool:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        defaults = [d for d in (*node.args.defaults, *node.args.kw_defaults) if d is not None]
        return not node.decorator_list and all(isinstance(d, ast.Constant) for d in defaults)
    return isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant)


def _indented(statement: Statement) -> str:
    """Return the lines of a statement one space to the right, but for those within strings."""
    within: set[int] = set()
    for node in ast.walk(statement.node):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
        if is_text or isinstance(node, ast.JoinedStr):
            first, last = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0)
            within.update(range(first + 1, last + 1))
    lines = statement.text.split("\n")
    numbered = enumerate(lines, statement.line)
    return "\n".join(line if number in within else f" {line}" for number, line in numbered)
