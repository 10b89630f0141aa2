"""A file that was handed in, wherever it lies, and how much of it is read.

Knows folders on disk. Symbolic links, pipes and devices are never opened.
"""

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

MEBIBYTE = 2**20
DEPTH_LIMIT = 20
"""Folders within folders."""
ENTRY_LIMIT = 20_000
"""Files and folders in one submission's folder, or in one archive."""
SHOWN_LIMIT = 100
"""Characters of a name in a sentence."""

_PASSED_OVER = ("venv", "site-packages", "node_modules", "graders")


class Unreadable(Exception):
    """A file, or a whole archive, cannot be used. The message is the rest of a sentence that begins with its name."""


def nothing(limit: int) -> bytes:
    """Read nothing."""
    return b""


@dataclass(frozen=True)
class File:
    """A file that was handed in.

    Attributes:
        parts: its path below the folder or archive that is graded; below the submission's, once it has one.
        read: gives its first bytes, at most as many as asked for; raises `Unreadable`.
        problem: why it is never read, as the rest of a sentence; else empty.
        archives: in how many archives it lies.
        path: where it lies on disk, if it does.
        within: the archive in which it lies, for people; empty if that is what is graded, or none.
    """

    parts: tuple[str, ...]
    read: Callable[[int], bytes] = field(default=nothing, repr=False)
    problem: str = ""
    archives: int = 0
    path: Path | None = None
    within: str = ""

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.parts[-1]

    @property
    def shown(self) -> str:
        """The path for people."""
        path = printable("/".join(self.parts))
        return f"{self.within}: {path}" if self.within else path

    @property
    def passed_over(self) -> bool:
        """Whether programs make such files beside one's own: hidden, caches, environments, the kit's graders."""
        return any(map(_hidden, self.parts)) or any(
            part in _PASSED_OVER or part.startswith("__") for part in self.parts[:-1]
        )

    def at(self, *parts: str) -> "File":
        """Return the same file under another path."""
        return replace(self, parts=parts)

    def whole(self, limit: int) -> bytes:
        """Return all of its bytes.

        Raises:
            Unreadable: it cannot be read, or has more than `limit` bytes.
        """
        content = self.read(limit + 1)
        if len(content) > limit:
            raise Unreadable(f"has more than {limit // MEBIBYTE} MiB and is not read.")
        return content


@dataclass(frozen=True)
class Listing:
    """The files in what is graded.

    Attributes:
        name: that of the folder or archive.
        files: in the order of their paths.
        folders: the paths of folders, empty ones included.
    """

    name: str
    files: tuple[File, ...]
    folders: frozenset[tuple[str, ...]] = frozenset()


def _hidden(part: str) -> bool:
    return part.startswith(".")


def printable(text: str) -> str:
    """Return text that fits into a sentence: cut, and without characters that move a terminal."""
    cut = text if len(text) <= SHOWN_LIMIT else f"{text[: SHOWN_LIMIT - 1]}…"
    return cut if cut.isprintable() else ascii(cut)[1:-1]


def first_of(names: Sequence[str]) -> str:
    """Return the first three of some names, and how many more there are."""
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if names[3:] else "")


def file_on_disk(path: Path, *parts: str) -> File:
    """Return the file at `path`, which need not be a regular one, as lying at `parts`."""
    return File(parts or (path.name,), partial(_read, path), _problem(path), path=path)


def _problem(path: Path) -> str:
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        return f"cannot be read ({error.strerror})."
    if stat.S_ISLNK(mode):
        return "is a symbolic link, and links are not followed."
    return "" if stat.S_ISREG(mode) else "is a pipe, a socket or a device, and is not opened."


def open_regular(path: Path) -> int:
    """Return a descriptor of a regular file, never of what a link points to; opening never waits.

    Raises:
        Unreadable: it is none, or cannot be opened.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise Unreadable(f"cannot be read ({error.strerror}).") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Unreadable("is not a regular file, and is not opened.")
    return descriptor


def _read(path: Path, limit: int) -> bytes:
    try:
        with os.fdopen(open_regular(path), "rb") as opened:
            return opened.read(limit)
    except OSError as error:
        raise Unreadable(f"cannot be read ({error.strerror}).") from None


def listing_of_folder(folder: Path) -> Listing:
    """Return the files below a folder. Each folder in it may hold as many as a submission.

    Raises:
        OSError: the folder itself cannot be read.
    """
    files: list[File] = []
    folders: set[tuple[str, ...]] = set()
    for child in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if child.is_dir(follow_symlinks=False):
            folders.add((child.name,))
            if not File((child.name, "")).passed_over:
                files += _below(Path(child.path), (child.name,), folders)
        else:
            files.append(file_on_disk(Path(child.path)))
    return Listing(folder.resolve().name, tuple(files), frozenset(folders))


def _below(top: Path, at: tuple[str, ...], folders: set[tuple[str, ...]]) -> Iterator[File]:
    """Yield the files below a folder, adding the folders that are met to `folders`."""
    waiting, met = [(top, at)], 0
    while waiting:
        path, parts = waiting.pop(0)
        try:
            children = sorted(os.scandir(path), key=lambda entry: entry.name)
        except OSError as error:
            yield File(parts, problem=f"cannot be read ({error.strerror}).")
            continue
        for child in children:
            met += 1
            if met > ENTRY_LIMIT:
                yield File(
                    at, problem=f"holds more than {ENTRY_LIMIT} files; the rest is left out."
                )
                return
            below = (*parts, child.name)
            if not child.is_dir(follow_symlinks=False):
                yield file_on_disk(Path(child.path), *below)
            elif not File((*below, "")).passed_over:
                if len(below) > DEPTH_LIMIT:
                    yield File(below, problem="lies too deep and is left out.")
                else:
                    folders.add(below)
                    waiting.append((Path(child.path), below))
