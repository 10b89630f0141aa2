"""The files of one submission as modules: which file counts as which module.

Modules and notebooks count wherever they lie in a submission, also in archives. Of several that would be the same
module the first counts, in this order: loose before archived, in a folder `exercises` before elsewhere, nearer to
the top, a module before a notebook.
"""

import codecs
import io
import re
import tokenize
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field

from torchkata.intake.archives import is_archive, is_other_archive, listing_of_archive
from torchkata.intake.files import MEBIBYTE, File, Unreadable, first_of
from torchkata.intake.notebooks import NOTEBOOK_LIMIT, NotebookCode, code_of, module_of
from torchkata.intake.statements import HEADER, NotPython, defined_names, statements

SOURCE_LIMIT = MEBIBYTE
"""Bytes of one module; nobody writes more by hand."""
MODULE_LIMIT = 50
NOTES_LIMIT = 20

CODE_SUFFIXES = (".py", ".ipynb")

_ONE_OF_OLD = re.compile(r"iso8859-|cp\d|koi8|mac-|gb|big5|euc|shift_jis")
"""Encodings of text; Python has others, of which some take long."""

_COPY = re.compile(r"(\w+)(?: ?\(\d+\)|-\d+| - Copy.*)")
"""What browsers and systems make of a name that is there already."""


@dataclass
class Modules:
    """The modules of a submission.

    Attributes:
        sources: their text by name.
        notebooks: what those are made of that were notebooks, as people name it.
        notes: what was made of the files, as sentences.
    """

    sources: dict[str, str] = field(default_factory=dict)
    notebooks: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def note(self, file: File, sentence: str) -> None:
        """Add a sentence about a file, which stands at its beginning."""
        self.notes.append(f"{file.shown}{'' if sentence.startswith(':') else ' '}{sentence}")


def modules_of(files: Sequence[File], exercises: Mapping[str, Collection[str]]) -> Modules:
    """Return the modules in a submission's files.

    Args:
        files: the submission's.
        exercises: the names of the exercises of each unit.
    """
    reader = _Reader(exercises)
    with ExitStack() as stack:
        reader.read(list(_opened(files, stack, reader.found)), files)
    found = reader.found
    if len(found.notes) > NOTES_LIMIT:
        more = len(found.notes) - NOTES_LIMIT + 1
        found.notes[NOTES_LIMIT - 1 :] = [f"There is more of this kind, {more} times."]
    return found


def _opened(files: Sequence[File], stack: ExitStack, found: Modules) -> Iterator[File]:
    """Yield the files, those in archives included, that are not noted as unusable."""
    for file in files:
        if file.passed_over:
            continue
        if file.problem:
            found.note(file, file.problem)
        elif is_archive(file.name):
            try:
                yield from _opened(listing_of_archive(file, stack).files, stack, found)
            except Unreadable as error:
                found.note(file, str(error))
        elif is_other_archive(file.name):
            found.note(file, "is an archive of a kind that is not opened. Ask for a zip archive.")
        else:
            yield file


@dataclass(frozen=True)
class _Part:
    """Code that may count for several units."""

    file: File
    text: str
    defines: frozenset[str]


class _Reader:
    """Gathers the modules of a submission."""

    def __init__(self, exercises: Mapping[str, Collection[str]]) -> None:
        self.found = Modules()
        self._exercises = exercises
        self._wanted = frozenset().union(*exercises.values())
        self._counts: dict[str, File] = {}

    def read(self, files: Sequence[File], handed_in: Sequence[File]) -> None:
        """Read the files, in the order in which they count."""
        code = sorted((f for f in files if is_code(f.name)), key=self._order)
        units = [file for file in code if self._unit(file)]
        others = [file for file in code if not self._unit(file)]
        for file in units:
            self._read_as(file, self._unit(file))
        notebooks = [file for file in others if _is_notebook(file)]
        modules = [file for file in others if not _is_notebook(file)]
        if not units:
            self._place(list(self._parts(modules)))
        self._place(list(self._parts(notebooks)), HEADER)
        for file in modules:
            name = unicodedata.normalize("NFKC", _stem(file))
            if name.isidentifier() and name not in self._counts:
                if len(self.found.sources) >= MODULE_LIMIT:
                    self.found.notes.append(f"Of its modules only {MODULE_LIMIT} are read.")
                    break
                self._read_as(file, name)
        if not code and not self.found.notes and handed_in:
            self._note_that_nothing_is_code(handed_in)
        self.found.sources = dict(sorted(self.found.sources.items()))

    def _order(self, file: File) -> tuple[object, ...]:
        elsewhere = file.parts[-2:-1] != ("exercises",)
        as_it_is = file.name in {f"{self._unit(file)}{suffix}" for suffix in CODE_SUFFIXES}
        return (
            *(file.archives, not as_it_is, elsewhere, len(file.parts)),
            *(_is_notebook(file), file.parts),
        )

    def _unit(self, file: File) -> str:
        """Return the unit that a file is named after, or nothing."""
        stem = unicodedata.normalize("NFKC", _stem(file))
        copied = _COPY.fullmatch(stem)
        for name in (stem, stem.lower(), copied[1].lower() if copied else ""):
            if name in self._exercises:
                return name
        return ""

    def _read_as(self, file: File, name: str) -> None:
        counts = self._counts.get(name)
        if counts is not None:
            self.found.note(file, f"does not count: {counts.shown} does.")
            return
        try:
            if _is_notebook(file):
                self.found.sources[name] = module_of(self._code(file))
                self.found.notebooks[name] = file.shown
            else:
                self.found.sources[name] = self._text(file)
        except Unreadable as error:
            self.found.note(file, str(error))
            return
        self._counts[name] = file
        if name in self._exercises and name != _stem(file):
            self.found.note(file, f"is taken for {name}.py.")

    def _text(self, file: File) -> str:
        content = file.read(SOURCE_LIMIT + 1)
        if len(content) > SOURCE_LIMIT:
            self.found.note(file, f"has more than {SOURCE_LIMIT // MEBIBYTE} MiB; the rest is cut.")
        text, sentence = decoded(content[:SOURCE_LIMIT])
        if sentence:
            self.found.note(file, sentence)
        return text

    def _code(self, file: File) -> NotebookCode:
        code = code_of(file.whole(NOTEBOOK_LIMIT), self._wanted)
        for sentence in code.notes:
            self.found.note(file, f": {sentence}")
        return code

    def _parts(self, files: Sequence[File]) -> Iterator[_Part]:
        """Yield the code of files that are named after no unit."""
        for file in files:
            try:
                if _is_notebook(file):
                    code = self._code(file)
                    yield _Part(file, code.text, code.defines)
                else:
                    text, _ = decoded(file.read(SOURCE_LIMIT))
                    yield _Part(file, f"{text}\n", frozenset(defined_names(statements(text, 0))))
            except Unreadable as error:
                self.found.note(file, str(error))
            except NotPython as error:
                self.found.note(file, f"is no Python ({error}).")

    def _place(self, parts: Sequence[_Part], header: str = "") -> None:
        """Take code that is named after no unit for each unit of which it defines an exercise."""
        taken: dict[File, list[str]] = {part.file: [] for part in parts}
        for unit, names in self._exercises.items():
            own = [part for part in parts if not part.defines.isdisjoint(names)]
            counts = self._counts.get(unit)
            for part in own:
                if counts is not None:
                    self.found.note(part.file, f"does not count for {unit}: {counts.shown} does.")
                else:
                    taken[part.file].append(unit)
            if own and counts is None:
                self.found.sources[unit] = header + "".join(part.text for part in own)
                self._counts[unit] = own[0].file
                if header:
                    self.found.notebooks[unit] = _listed([part.file.shown for part in own])
        for file, units in taken.items():
            if units:
                self.found.note(file, f"is taken for {_listed(units)}, by what it defines.")
            elif _is_notebook(file):
                self.found.note(file, "defines no exercise of a unit that it could count for.")

    def _note_that_nothing_is_code(self, files: Sequence[File]) -> None:
        names = [file.shown for file in files if not file.passed_over]
        if names:
            self.found.notes.append(
                f"Nothing in it is a module, a notebook or an archive: {first_of(names)}."
            )


def decoded(content: bytes) -> tuple[str, str]:
    """Return the text of a module, and what there is to say of how it is written, or nothing.

    A declared encoding counts as it does in Python (PEP 263), where the text is no UTF-8.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = content.decode("utf-16", errors="replace")
        return text, "is UTF-16, which Python itself does not read. Save it as UTF-8."
    try:
        return content.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        pass
    with suppress(SyntaxError, UnicodeError, LookupError):
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        if _ONE_OF_OLD.match(codecs.lookup(encoding).name):
            return content.decode(encoding), ""
    text = content.decode("utf-8-sig", errors="replace")
    return text, "is not UTF-8; what cannot be read is replaced."


def is_code(name: str) -> bool:
    """Return whether a file of this name is a module or a notebook."""
    return name.lower().endswith(CODE_SUFFIXES)


def _is_notebook(file: File) -> bool:
    return file.name.lower().endswith(".ipynb")


def _stem(file: File) -> str:
    return file.name.rpartition(".")[0]


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
