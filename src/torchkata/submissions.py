"""Find submissions: a folder of folders, each with some or all of the unit modules.

Files are read as bytes and never imported here.
"""

import csv
import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

SOURCE_LIMIT = 2**20
"""Bytes of one module; nobody writes more by hand."""

MODULE_LIMIT = 50
NAME_LIMIT = 200
"""Characters of a submission's name; a report's file name holds a little more."""


class UnusableInput(Exception):
    """The instructor's own input cannot be used. The message names it and the remedy."""


@dataclass(frozen=True)
class Submission:
    """One learner's folder.

    Attributes:
        name: the folder's name, or that of the roster for one who handed in nothing.
        folder: where it lies; None if nothing was handed in.
        student_id: from the roster, or empty.
        student_name: from the roster, or empty.
    """

    name: str
    folder: Path | None
    student_id: str = ""
    student_name: str = ""

    @property
    def sources(self) -> dict[str, str]:
        """The text of the Python modules by name, read now: those of a whole class may fill the memory.

        What is not UTF-8 has its wrong bytes replaced.
        """
        if self.folder is None:
            return {}
        modules = (f for f in self.folder.glob("*.py") if f.stem.isidentifier())
        files = sorted(f for f in modules if f.is_file() and not f.is_symlink())
        return {
            file.stem: _first_bytes(file).decode("utf-8-sig", errors="replace")
            for file in files[:MODULE_LIMIT]
        }

    @cached_property
    def content(self) -> str:
        """The hash of all that is graded, line endings included."""
        digest = hashlib.sha256()
        for name, text in self.sources.items():
            digest.update(hashlib.sha256(f"{name}\n{text}".encode("utf-8", "replace")).digest())
        return digest.hexdigest()[:32]


def _first_bytes(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(SOURCE_LIMIT)


def find_submissions(folder: Path, roster: Path | None = None) -> list[Submission]:
    """Return the submissions below `folder` by name, and those who handed in nothing.

    Args:
        folder: holds one folder a submission.
        roster: a CSV file with the columns folder, id and name.

    Raises:
        UnusableInput: the folder or the roster cannot be used.
    """
    if not folder.is_dir():
        raise UnusableInput(
            f"{folder} is not a folder. Give the folder that holds the submissions."
        )
    found = {
        child.name: child
        for child in sorted(folder.iterdir())
        if child.is_dir() and not child.is_symlink() and not child.name.startswith((".", "__"))
    }
    odd = [
        n for n in found if not n.isprintable() or len(n) > NAME_LIMIT or n in ("run", "summary")
    ]
    if odd:
        raise UnusableInput(
            f"A report cannot be named after the folder {odd[0]!a}: rename it to something printable "
            f"of at most {NAME_LIMIT} characters, other than `run` and `summary`."
        )
    if not found:
        raise UnusableInput(
            f"{folder} holds no submissions: each is a folder with modules such as norms.py in it."
        )
    if roster is None:
        if any(folder.glob("*.py")) and not any(any(c.glob("*.py")) for c in found.values()):
            raise UnusableInput(
                f"{folder} looks like a single submission. Give the folder that holds its folder."
            )
        return [Submission(name, path) for name, path in found.items()]
    people = read_roster(roster)
    names = sorted({*found, *people})
    return [Submission(name, found.get(name), *people.get(name, ("", ""))) for name in names]


def read_roster(file: Path) -> dict[str, tuple[str, str]]:
    """Return id and name by folder.

    Raises:
        UnusableInput: the file cannot be read, or a column or a value is missing.
    """
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableInput(
            f"The roster {file} cannot be read ({error}). It is a CSV file in UTF-8."
        ) from None
    rows = csv.DictReader(text.splitlines())
    wanted = {"folder", "id", "name"}
    if not wanted <= set(rows.fieldnames or ()):
        raise UnusableInput(f"{file}, line 1: the columns folder, id and name are needed.")
    people: dict[str, tuple[str, str]] = {}
    for row in rows:
        folder = (row["folder"] or "").strip()
        if not folder or folder in people:
            problem = "has no folder" if not folder else f"names the folder {folder} again"
            raise UnusableInput(f"{file}, line {rows.line_num}: this row {problem}.")
        people[folder] = (row["id"] or "").strip(), (row["name"] or "").strip()
    return people
