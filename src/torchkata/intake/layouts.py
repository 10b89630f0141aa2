"""The files of a class as submissions: whose file is whose, in the layouts that instructors have.

Each name at the top is asked for its owner, in the order of `OWNERS`; what has none is nobody's. Before that, what lies
around the submissions is taken away: a course around `submitted`, a folder around the content of an archive.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from torchkata.intake.archives import is_archive, is_other_archive, without_suffix
from torchkata.intake.files import MEBIBYTE, File, Listing, Unreadable, printable
from torchkata.intake.modules import is_code

NAME_LIMIT = 200
"""Bytes of a submission's name; a report's file name holds a little more."""
METADATA_LIMIT = 16 * MEBIBYTE

_RESERVED = ("run", "summary")
_COURSE = {"submitted", "source", "release", "autograded", "feedback", "exchange", "gradebook"}
_METADATA = "submission_metadata.yml"


@dataclass
class HandedIn:
    """A submission as the layout shows it.

    Attributes:
        name: what it is called; its report is named so.
        files: below the submission's own folder.
        student_id: as the layout tells it, or empty.
        student_name: as the layout tells it, or empty.
        notes: what the layout says besides, as sentences.
    """

    name: str
    files: list[File] = field(default_factory=list)
    student_id: str = ""
    student_name: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Owner:
    """Whose something is.

    Attributes:
        submission: the submission's name.
        file: the file's own name, where it has one beside its owner's.
        version: of several files of one name the highest counts.
        note: what the name says besides.
    """

    submission: str
    student_id: str = ""
    student_name: str = ""
    file: str = ""
    version: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Top:
    """A name at the top.

    Attributes:
        name: the name.
        is_folder: whether it is a folder's.
        units: the names of the units.
        people: names and ids by folder, as an export of Gradescope tells them.
    """

    name: str
    is_folder: bool
    units: Collection[str]
    people: Mapping[str, tuple[str, str]]


def moodle(top: Top) -> Owner | None:
    """`Full Name_123456_assignsubmission_file_`, a folder or the beginning of a file's name."""
    found = re.fullmatch(r"(.+)_(\d+)_assignsubmission_[a-z]+(?:_(.*))?", top.name, re.DOTALL)
    if found is None or bool(found[3]) == top.is_folder:
        return None
    return Owner(f"{found[1]}_{found[2]}", found[2], found[1], found[3] or "")


def canvas(top: Top) -> Owner | None:
    """`lastnamefirstname_LATE_12345_67890_norms-1.py`: who, their id, that of the file, its name and version."""
    found = re.fullmatch(r"([^_]+)_(LATE_)?(\d+)_(\d+)_([^_].*)", top.name, re.DOTALL)
    if found is None or top.is_folder:
        return None
    who, late, user, number, name = found.groups()
    copied = re.fullmatch(r"(.+?)-(\d+)((?:\.\w+)+)", name, re.DOTALL)
    file, version = (copied[1] + copied[3], int(copied[2][:9])) if copied else (name, 0)
    note = f"{printable(file)} is late, says Canvas." if late else ""
    return Owner(f"{who}_{user}", user, who, file, (int(number[:18]), version), note)


def gradescope(top: Top) -> Owner | None:
    """`submission_123456789`, a folder; who it is stands in the export's `submission_metadata.yml`."""
    if not top.is_folder or top.name not in top.people:
        return None
    return Owner(top.name, *top.people[top.name])


def learner_and_unit(top: Top) -> Owner | None:
    """`anna_norms.py` or `anna-norms.ipynb`."""
    path = PurePosixPath(top.name)
    found = re.fullmatch(r"(.+)[_-]([a-z]+)", path.stem, re.DOTALL)
    if top.is_folder or not is_code(top.name) or found is None or found[2] not in top.units:
        return None
    return Owner(found[1], file=f"{found[2]}{path.suffix}")


def folder(top: Top) -> Owner | None:
    """`anna`, a folder."""
    return Owner(top.name) if top.is_folder else None


def archive(top: Top) -> Owner | None:
    """`anna.zip`, and `anna.rar`, which is not opened, but whose somebody is to hear of it."""
    known = is_archive(top.name) or is_other_archive(top.name)
    return Owner(without_suffix(top.name), file=top.name) if known else None


def single_file(top: Top) -> Owner | None:
    """`anna.py` or `anna.ipynb`."""
    stem = PurePosixPath(top.name).stem
    return Owner(stem, file=top.name) if is_code(top.name) and stem not in top.units else None


OWNERS: tuple[Callable[[Top], Owner | None], ...] = (
    *(moodle, canvas, gradescope),
    *(learner_and_unit, folder, archive, single_file),
)


def handed_in(
    listing: Listing,
    units: Collection[str],
    *,
    in_archive: bool = False,
    remark: Callable[[str], None] = lambda _: None,
) -> list[HandedIn]:
    """Return the submissions in what an instructor has, by name.

    Args:
        listing: its files.
        units: the names of the units.
        in_archive: whether it is an archive.
        remark: is told in a sentence of what is nobody's.
    """
    listing = _inner(listing, units, in_archive)
    if _is_one(listing, units, in_archive):
        found = {listing.name: HandedIn(listing.name, list(listing.files))}
    else:
        found = _by_owner(listing, units, remark)
    named: dict[str, HandedIn] = {}
    for submission in found.values():
        _name_for_a_report(submission, named)
        named[submission.name] = submission
    _note_names_alike(named.values())
    return [named[name] for name in sorted(named)]


# What lies around --------------------------------------------------------------------------------


def _inner(listing: Listing, units: Collection[str], in_archive: bool) -> Listing:
    """Return what lies in a course's `submitted`, in an export, or in the one folder of an archive."""
    while True:
        tops = {path[0] for path in listing.folders if len(path) == 1 and _visible(path[0])}
        at_top = {file.name for file in listing.files if len(file.parts) == 1}
        if is_course(tops):
            listing = _below(listing, "submitted")
        elif len(tops) == 1 and not any(map(_counts, at_top)):
            (only,) = tops
            inner = _below(listing, only)
            files = {file.name for file in inner.files if len(file.parts) == 1}
            if _METADATA not in files and (not in_archive or _is_a_learners(inner, files, units)):
                return listing
            listing = inner
        else:
            return listing


def is_course(folders: Collection[str]) -> bool:
    """Return whether folders are those of an nbgrader course, of which `submitted` counts."""
    return "submitted" in folders and {"submitted", *filter(_visible, folders)} <= _COURSE


def _visible(name: str) -> bool:
    return not name.startswith((".", "__"))


def _counts(name: str) -> bool:
    return is_code(name) or is_archive(name)


def _is_a_learners(listing: Listing, files: Collection[str], units: Collection[str]) -> bool:
    """Return whether a folder is that of one learner, and not of a class."""
    if ("exercises",) in listing.folders or not (listing.folders or any(map(_counts, files))):
        return True
    told = (moodle, canvas, learner_and_unit)
    tops = [Top(name, False, units, {}) for name in files if is_code(name)]
    return any(not any(owner(top) for owner in told) for top in tops)


def _below(listing: Listing, top: str) -> Listing:
    files = (f.at(*f.parts[1:]) for f in listing.files if f.parts[0] == top and f.parts[1:])
    folders = {path[1:] for path in listing.folders if path[0] == top and path[1:]}
    return Listing(top, tuple(files), frozenset(folders))


def _is_one(listing: Listing, units: Collection[str], in_archive: bool) -> bool:
    """Return whether everything is one learner's: the units' modules, or a workspace. Several archives are a class."""
    at_top = [file.name for file in listing.files if len(file.parts) == 1]
    if not in_archive and len([name for name in at_top if is_archive(name)]) > 1:
        return False
    code = [file for file in listing.files if is_code(file.name) and not file.passed_over]
    of_units = [file for file in code if PurePosixPath(file.name).stem in units]
    if any(len(file.parts) == 1 for file in of_units):
        return in_archive or all(len(file.parts) == 1 for file in code)
    workspace = {("exercises",), ("graders",)} <= listing.folders
    return workspace and any(file.parts[:-1] == ("exercises",) for file in of_units)


# Owners ------------------------------------------------------------------------------------------


def _by_owner(
    listing: Listing, units: Collection[str], remark: Callable[[str], None]
) -> dict[str, HandedIn]:
    people = _people(listing)
    found: dict[str, HandedIn] = {}
    versions: dict[tuple[str, str], list[tuple[tuple[int, ...], File]]] = {}
    for name in sorted(path[0] for path in listing.folders if len(path) == 1):
        if _visible(name):
            owner = _owner(Top(name, True, units, people))
            assert owner is not None
            _submission(owner, found)
    for file in listing.files:
        top = Top(file.parts[0], len(file.parts) > 1, units, people)
        owner = _owner(top) if _visible(top.name) else None
        if owner is None:
            if _visible(top.name) and (file.problem or _was_code(top.name)):
                said = file.problem or "lies beside the submissions and is nobody's; left out."
                remark(f"{file.shown} {said}")
            continue
        submission = _submission(owner, found)
        if owner.note and owner.note not in submission.notes:
            submission.notes.append(owner.note)
        mine = (
            file
            if owner.file == top.name
            else file.at(*filter(None, (owner.file, *file.parts[1:])))
        )
        if owner.version:
            versions.setdefault((submission.name, mine.name), []).append((owner.version, mine))
        else:
            submission.files.append(mine)
    for (name, file_name), several in versions.items():
        found[name].files.append(max(several, key=lambda pair: pair[0])[1])
        if several[1:]:
            sentence = f"{printable(file_name)} is there {len(several)} times; the newest counts."
            found[name].notes.append(sentence)
    return found


def _was_code(name: str) -> bool:
    """Return whether a name is that of code, or of code that something else was made of, such as `anna.py.txt`."""
    return bool(re.search(r"\.(py|ipynb)\b", name.lower()))


def _owner(top: Top) -> Owner | None:
    return next((found for owner in OWNERS if (found := owner(top)) is not None), None)


def _submission(owner: Owner, found: dict[str, HandedIn]) -> HandedIn:
    new = HandedIn(owner.submission, [], owner.student_id, owner.student_name)
    return found.setdefault(owner.submission, new)


def _people(listing: Listing) -> dict[str, tuple[str, str]]:
    """Return id and name by folder, as the metadata in an export of Gradescope tell them."""
    for file in listing.files:
        if file.parts == (_METADATA,):
            try:
                text = file.whole(METADATA_LIMIT).decode("utf-8-sig", errors="replace")
            except Unreadable:
                return {}
            return dict(_submitters(text))
    return {}


def _submitters(text: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield folder, ids and names from Gradescope's metadata.

    They are YAML, of which this reads the lines that matter and no more: the folders at the margin, and below each the
    first block `:submitters:` with its `:name:` and `:sid:`.
    """
    folder, within = "", False
    ids: list[str] = []
    names: list[str] = []
    for line in [*text.splitlines(), "end:"]:
        found = re.fullmatch(r"( *)(?:- +)?:?(\w+): *(.*)", line)
        if found is None:
            continue
        indent, key, value = found.groups()
        if not indent and not line.startswith("-"):
            if folder:
                yield folder, (", ".join(ids), ", ".join(names))
            folder, ids, names, within = key, [], [], False
        elif key == "submitters":
            within = not ids and not names
        elif within and key in ("sid", "name"):
            (ids if key == "sid" else names).append(_scalar(value))
        elif within and key != "email":
            within = False


def _scalar(value: str) -> str:
    plain = value.strip()
    if len(plain) > 1 and plain[0] == plain[-1] == "'":
        plain = plain[1:-1].replace("''", "'")
    elif len(plain) > 1 and plain[0] == plain[-1] == '"':
        try:
            plain = str(json.loads(plain))  # the escapes that are used are those of JSON
        except ValueError:
            plain = plain[1:-1]
    return "" if plain in ("null", "~") else printable(plain)


# Names -------------------------------------------------------------------------------------------


def _name_for_a_report(submission: HandedIn, taken: Mapping[str, HandedIn]) -> None:
    """Give a submission a name that a file can have, if it has not."""
    old = submission.name
    name = "".join(letter if letter.isprintable() and letter != "/" else "_" for letter in old)
    name = name.encode("utf-8", "replace")[:NAME_LIMIT].decode("utf-8", "ignore").strip()
    if name in _RESERVED or not name.strip(". "):
        name = f"{name}_"
    while name in taken:
        name = f"{name}_"
    if name != old:
        submission.name = name
        submission.notes.append(f"It is called {printable(old)}; no report can be named so.")


def _note_names_alike(submissions: Collection[HandedIn]) -> None:
    alike: dict[str, list[HandedIn]] = {}
    for submission in submissions:
        folded = unicodedata.normalize("NFKC", submission.name).casefold()
        alike.setdefault(folded, []).append(submission)
    for group in (group for group in alike.values() if group[1:]):
        for one in group:
            others = ", ".join(ascii(other.name) for other in group if other is not one)
            one.notes.append(f"The name of another submission looks nearly the same: {others}.")
