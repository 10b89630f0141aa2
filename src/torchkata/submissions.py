"""Submissions: what a learner handed in, as the sources of modules, and what was made of it.

Files are read as bytes and never imported here. `intake` knows where they may lie and in which form.
"""

import csv
import hashlib
from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from torchkata.catalog import Catalog, catalog
from torchkata.intake.archives import is_archive, listing_of_archive, without_suffix
from torchkata.intake.files import (
    File,
    Listing,
    Unreadable,
    file_on_disk,
    listing_of_folder,
)
from torchkata.intake.layouts import HandedIn, handed_in, is_course
from torchkata.intake.modules import Modules, is_code, modules_of
from torchkata.report import recorded


class UnusableInput(Exception):
    """The instructor's own input cannot be used. The message names it and the remedy."""


@dataclass(frozen=True)
class Submission:
    """What one learner handed in.

    Attributes:
        name: that of the folder, archive or file, or that of the roster for one who handed in nothing.
        files: what was handed in.
        student_id: from the roster or the layout, or empty.
        student_name: from the roster or the layout, or empty.
        said: what the layout tells, as sentences.
        exercises: the names of the exercises of each unit.
    """

    name: str
    files: tuple[File, ...] = field(repr=False)
    student_id: str = ""
    student_name: str = ""
    said: tuple[str, ...] = ()
    exercises: Mapping[str, Collection[str]] = field(default_factory=dict, repr=False)

    @property
    def sources(self) -> dict[str, str]:
        """The text of the Python modules by name, read now: those of a whole class may fill the memory.

        What is not UTF-8 has its wrong bytes replaced.
        """
        return self.modules.sources

    @property
    def modules(self) -> Modules:
        """The same with what they were made of."""
        modules = modules_of(self.files, self.exercises)
        # What `content` and `notes` rest on is kept: to read a notebook for them once more takes long.
        self.__dict__.setdefault("_once", self._once_of(modules))
        return modules

    @property
    def content(self) -> str:
        """The hash of all that is graded, line endings included."""
        return self._once[0]

    @property
    def notes(self) -> tuple[str, ...]:
        """What was made of the files, as sentences, where it is not the plain thing."""
        return self._once[1]

    @cached_property
    def _once(self) -> tuple[str, tuple[str, ...]]:
        return self._once_of(modules_of(self.files, self.exercises))

    def _once_of(self, modules: Modules) -> tuple[str, tuple[str, ...]]:
        digest = hashlib.sha256()
        for name, text in modules.sources.items():
            digest.update(hashlib.sha256(f"{name}\n{text}".encode("utf-8", "replace")).digest())
        return digest.hexdigest()[:32], (*self.said, *modules.notes)


def find_submissions(
    path: Path,
    roster: Path | None = None,
    *,
    kit: Catalog | None = None,
    remark: Callable[[str], None] = lambda _: None,
) -> list[Submission]:
    """Return the submissions in a folder or a file by name, and those who handed in nothing.

    Args:
        path: a folder or an archive in one of the layouts of `intake.layouts`, or a module or notebook.
        roster: a CSV file with the columns folder, id and name. What it says goes before what the layout says.
        kit: the units and exercises.
        remark: is told in a sentence of files that are nobody's.

    Raises:
        UnusableInput: the path or the roster cannot be used.
    """
    exercises = _exercises(kit)
    found = {one.name: one for one in _handed_in(path, exercises, remark)}
    if not found:
        raise UnusableInput(
            f"{path} holds no submissions: each is a folder, or an archive, with modules such as norms.py or "
            "notebooks in it."
        )
    people = {} if roster is None else read_roster(roster)
    submissions = []
    for name in sorted({*found, *people}):
        one = found.get(name, HandedIn(name))
        who = people.get(name, (one.student_id, one.student_name))
        submissions.append(Submission(name, tuple(one.files), *who, tuple(one.notes), exercises))
    return submissions


def submission_in(folder: Path, name: str, kit: Catalog | None = None) -> Submission:
    """Return all that lies in a folder as one submission; nothing handed in if there is no such folder."""
    files = listing_of_folder(folder).files if folder.is_dir() else ()
    return Submission(name, files, exercises=_exercises(kit))


def _exercises(kit: Catalog | None) -> dict[str, frozenset[str]]:
    """Return the names of the exercises of each unit."""
    units = (kit or catalog()).units
    return {unit.name: frozenset(e.name for e in unit.exercises) for unit in units.values()}


def _handed_in(path: Path, units: Collection[str], remark: Callable[[str], None]) -> list[HandedIn]:
    """Return what lies in a folder, an archive or a file.

    Raises:
        UnusableInput: nothing can be read there.
    """
    if path.is_dir():
        folders = {child.name for child in path.iterdir() if child.is_dir()}
        reports = {name for name in folders if recorded(path / name) is not None}
        if is_course(folders - reports):
            return handed_in(listing_of_folder(path / "submitted"), units, remark=remark)
        for name in sorted(reports):
            remark(f"{name} holds reports, and is no submission.")
        return handed_in(_without(reports, listing_of_folder(path)), units, remark=remark)
    if path.is_file() and is_code(path.name):
        return [HandedIn(path.stem, [file_on_disk(path)])]
    if not path.is_file() or not is_archive(path.name):
        raise UnusableInput(
            f"{path} is not a folder, a zip or tar archive, a module or a notebook. Give what holds the "
            "submissions."
        )
    try:
        inside = listing_of_archive(file_on_disk(path.resolve()), ExitStack())
    except Unreadable as error:
        raise UnusableInput(f"{path} {error}") from None
    own = tuple(replace(file, within="") for file in inside.files)
    listing = Listing(without_suffix(path.name), own, inside.folders)
    return handed_in(listing, units, in_archive=True, remark=remark)


def _without(tops: Collection[str], listing: Listing) -> Listing:
    """Return a listing without some of the names at its top."""
    return Listing(
        listing.name,
        tuple(file for file in listing.files if file.parts[0] not in tops),
        frozenset(folder for folder in listing.folders if folder[0] not in tops),
    )


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
