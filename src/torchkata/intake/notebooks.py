"""Notebooks as modules. A notebook is JSON, and of all that it holds only the source of its code cells is read.

IPython's own syntax is left out, by a rule of four parts. In a cell that is no Python as it stands:

- a cell that begins with `%%` is left out, but for `%%time` and `%%capture`, of which the first line is;
- so is a line, also one within a block, that begins with `%`, `!` or `?`, or ends with `?`;
- so is an assignment from a `%` or a `!`, and what a backslash adds to such a line;
- lines within brackets and strings are left as they are.

Cells are counted from 1, those of text as well, as editors show them.
"""

import codecs
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from torchkata.intake.files import MEBIBYTE, Unreadable, printable
from torchkata.intake.statements import (
    HEADER,
    STATEMENTS_LIMIT,
    NotPython,
    Statement,
    defined_names,
    guarded,
    kept_of,
    statements,
)

NOTEBOOK_LIMIT = 64 * MEBIBYTE
"""Bytes of a notebook, pictures included."""
JSON_LIMIT = 8 * MEBIBYTE
"""Bytes of a notebook that is JSON as Python writes it, with nan; all of it is held in memory."""
CELLS_LIMIT = 5_000
CODE_LIMIT = MEBIBYTE // 2
"""Characters of code in a notebook; nobody writes more by hand."""


class _Cell(msgspec.Struct):
    """A cell; nbformat 3 calls its source `input`."""

    cell_type: Any = None
    source: Any = None
    input: Any = None


class _Worksheet(msgspec.Struct):
    cells: list[msgspec.Raw] = msgspec.field(default_factory=list)


class _Language(msgspec.Struct):
    language: Any = None
    name: Any = None


class _Metadata(msgspec.Struct):
    kernelspec: _Language = msgspec.field(default_factory=_Language)
    language_info: _Language = msgspec.field(default_factory=_Language)


class _Notebook(msgspec.Struct):
    """A notebook of nbformat 4, or of nbformat 3 and before, where cells lie in worksheets."""

    cells: list[msgspec.Raw] | None = None
    worksheets: list[_Worksheet] | None = None
    metadata: msgspec.Raw = msgspec.Raw(b"{}")


@dataclass(frozen=True)
class NotebookCode:
    """A notebook's code.

    Attributes:
        text: what is kept, a module without its header.
        defines: the functions, classes and variables that it gives.
        notes: what was left out, as sentences without the notebook's name.
    """

    text: str
    defines: frozenset[str]
    notes: tuple[str, ...]


def module_of(*parts: NotebookCode) -> str:
    """Return the module that holds the code of some notebooks."""
    return HEADER + "".join(part.text for part in parts)


def code_of(content: bytes, wanted: Collection[str]) -> NotebookCode:
    """Return the code of a notebook.

    Args:
        content: the file.
        wanted: names that are kept though nothing in the notebook uses them.

    Raises:
        Unreadable: it is no notebook in Python, or too long.
    """
    notes: list[str] = []
    magics: list[tuple[int, int, str]] = []
    found: list[Statement] = []
    for number, text in _cells(content, notes):
        try:
            found += _statements(text, number, magics)
            if len(found) > STATEMENTS_LIMIT:
                raise Unreadable(f"has more than {STATEMENTS_LIMIT} statements and is not read.")
        except NotPython as error:
            notes.append(f"cell {number} is no Python and is left out ({error}).")
    kept, lines = [], []
    for statement in kept_of(found, wanted):
        try:
            source = guarded(statement)
        except NotPython as error:
            notes.append(f"a statement of cell {statement.cell} is left out ({error}).")
            continue
        kept.append(statement)
        lines.append(f"\n{_MARK.format(statement.cell, statement.line)}\n{source}")
    if magics:
        cell, line, text = magics[0]
        what = "2 lines" if len(magics) == 2 else f"{len(magics)} lines" if magics[1:] else "a line"
        verb = "are" if magics[1:] else "is"
        shown = printable(text.strip())
        notes.append(f"{what} with magics {verb} left out (cell {cell}, line {line}: {shown}).")
    return NotebookCode("".join(lines), frozenset(defined_names(kept)), tuple(notes))


_MARK = "# cell {}, line {}"
"""What stands before a statement in the module."""
_MARKED = re.compile(_MARK.format(r"(\d{1,9})", r"(\d{1,9})"))


def place_of(module: str, line: int) -> tuple[int, int] | None:
    """Return the cell, and the line in it, of a line of a module that was made of notebooks; None for others."""
    lines = module.split("\n")[:line]
    for index in range(len(lines) - 1, -1, -1):
        mark = _MARKED.fullmatch(lines[index])
        if mark is not None and index + 1 < line:
            guard = lines[index + 1] == "try:"  # that of `guarded`: a learner's own is within it
            return int(mark[1]), max(int(mark[2]) + line - index - 2 - guard, 1)
    return None


def _statements(text: str, cell: int, magics: list[tuple[int, int, str]]) -> list[Statement]:
    """Return the statements of a cell, adding lines with magics to `magics`.

    Raises:
        NotPython: it is no Python without its magics either.
    """
    try:
        return statements(text, cell)
    except NotPython:
        lines = text.split("\n")
        own = dict.fromkeys(_magics(lines))
        if not own:
            raise
    magics += [(cell, index + 1, lines[index]) for index in own]
    if not any(line.strip() for index, line in enumerate(lines) if index not in own):
        return []
    for index in reversed(own):
        goes_on = index - 1 in own and lines[index - 1].rstrip().endswith("\\")
        blank = lines[index][: len(lines[index]) - len(lines[index].lstrip())]
        lines[index] = "" if goes_on else f"{blank}pass"
    return statements("\n".join(lines), cell)


def _magics(lines: list[str]) -> Iterator[int]:
    """Yield the indices of the lines of a cell that are IPython's and not Python's."""
    start = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if lines[start].startswith("%%"):
        yield start
        start += 1
        if re.match(r"%%(time|capture)\b", lines[start - 1]) is None:
            yield from (i for i in range(start, len(lines)) if lines[i].strip())
            return
    depth, quotes, magic, goes_on = 0, "", False, False
    for index in range(start, len(lines)):
        bare = lines[index].strip()
        if not goes_on:
            magic = not depth and not quotes and _is_magic(bare)
        if magic:
            yield index
        else:
            depth, quotes = _after(lines[index], depth, quotes)
        goes_on = bare.endswith("\\")


_FROM_MAGIC = re.compile(r"[\w\s,.\[\]]+=\s*[!%]")


def _is_magic(line: str) -> bool:
    asks = line.endswith("?") and "#" not in line
    return line.startswith(("%", "!", "?")) or asks or _FROM_MAGIC.match(line) is not None


_TOKEN = re.compile(
    r"""(?P<long>\"\"\"|''')|(?P<short>"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?)"""
    r"""|(?P<comment>\#)|(?P<open>[(\[{])|(?P<close>[)\]}])"""
)


def _after(line: str, depth: int, quotes: str) -> tuple[int, str]:
    """Return in how many brackets, and in which triple quotes, the next line begins."""
    position = 0
    while position < len(line):
        if quotes:
            end = line.find(quotes, position)
            if end < 0:
                break
            position, quotes = end + 3, ""
            continue
        found = _TOKEN.search(line, position)
        if found is None or found["comment"]:
            break
        position, quotes = found.end(), found["long"] or ""
        depth += 1 if found["open"] else -1 if found["close"] and depth else 0
    return depth, quotes


def _cells(content: bytes, notes: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the number and the source of each code cell; what cannot be read is added to `notes`.

    Raises:
        Unreadable: it is no notebook in Python, or too long.
    """
    notebook = _decoded(content)
    _refuse_other_languages(notebook)
    cells = notebook.cells
    if cells is None:
        cells = [cell for sheet in notebook.worksheets or () for cell in sheet.cells]
    if len(cells) > CELLS_LIMIT:
        raise Unreadable(f"has more than {CELLS_LIMIT} cells and is not read.")
    left = CODE_LIMIT
    for number, raw in enumerate(cells, 1):
        try:
            cell = msgspec.json.decode(raw, type=_Cell)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            notes.append(f"cell {number} is damaged and is left out.")
            continue
        if cell.cell_type != "code":
            continue
        source = cell.input if cell.source is None else cell.source
        if isinstance(source, list) and all(isinstance(line, str) for line in source):
            source = "".join(source)
        if not isinstance(source, str):
            notes.append(f"cell {number} has no text and is left out.")
            continue
        left -= len(source)
        if left < 0:
            raise Unreadable(f"has more than {CODE_LIMIT // 1024} KiB of code and is not read.")
        yield number, source.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(content: bytes) -> _Notebook:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        content = content.decode("utf-16", "replace").encode()
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        found = msgspec.json.decode(content, type=_Notebook)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        found = _decoded_leniently(content)
    if found.cells is None and found.worksheets is None:
        raise Unreadable("is no notebook: it has no cells.")
    return found


def _decoded_leniently(content: bytes) -> _Notebook:
    """Read what Python writes as JSON and others do not: nan in an output, text that is not UTF-8."""
    try:
        if len(content) > JSON_LIMIT:
            raise ValueError
        plain = msgspec.json.encode(json.loads(content.decode("utf-8", "replace")))
        return msgspec.json.decode(plain, type=_Notebook)
    except (msgspec.MsgspecError, ValueError, TypeError, OverflowError, RecursionError):
        raise Unreadable("is no notebook, or is damaged: it cannot be read as JSON.") from None


def _refuse_other_languages(notebook: _Notebook) -> None:
    try:
        said = msgspec.json.decode(notebook.metadata, type=_Metadata)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return
    language = said.language_info.name or said.kernelspec.language
    if isinstance(language, str) and "python" not in language.lower():
        raise Unreadable(f"is a notebook in {printable(language)}, not in Python, and is not read.")
