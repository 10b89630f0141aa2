"""Zip and tar archives as files in memory. Nothing in them is unpacked to disk.

The names in an archive are only labels here, so that none of them can lead anywhere. An entry that is no plain file
with a plain name is left out; an archive that lies about itself, or would grow beyond all bounds, is refused.
"""

import bz2
import gzip
import io
import lzma
import os
import stat
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from threading import Lock
from typing import IO, Protocol, cast

from torchkata.intake.files import (
    DEPTH_LIMIT,
    ENTRY_LIMIT,
    MEBIBYTE,
    File,
    Listing,
    Unreadable,
    open_regular,
)

SUFFIXES = (
    *(".zip", ".tar"),
    *(".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz"),
)
OTHER_SUFFIXES = (".rar", ".7z", ".tar.zst", ".gz", ".bz2", ".xz", ".zipx")
"""What learners send as well, and is not opened."""

NESTING_LIMIT = 2
"""Archives within archives: that of a class may hold those of learners."""
ARCHIVE_LIMIT = 64 * MEBIBYTE
"""Bytes of an archive that lies in another one; it is held in memory."""
UNPACKED_LIMIT = 1024 * MEBIBYTE
"""Bytes of a tar archive once it is decompressed."""
RATIO_LIMIT = 200
"""Times that something may grow when it is decompressed. Text grows less than ten times; a bomb, a thousand times."""
SMALL = 4 * MEBIBYTE
"""Bytes up to which the ratio does not matter."""
HEAD_LIMIT = 4 * MEBIBYTE
"""Bytes of a zip archive's table of contents."""
HEADER_LIMIT = 2**14
"""Bytes of one header in a tar archive."""
ANY_SIZE = 2**62
NAME_LIMIT = 1_000
SECONDS_LIMIT = 20.0
"""Processor time for the table of contents of one archive, most of which needs less than half a second."""

_BROKEN = "cannot be read as an archive; it is broken, or was not uploaded as a whole"


class _Guarded:
    """A binary file that refuses what only an attack on the reader of its headers asks for."""

    def __init__(self, opened: IO[bytes], limit: int, at_once: int, packed: int | None) -> None:
        self._opened = opened
        self._limit = limit
        self._at_once = at_once
        self._packed = packed
        self._until = time.thread_time() + SECONDS_LIMIT
        self.listing = True

    def read(self, size: int = -1) -> bytes:
        if not self.listing:
            self._look_out(size)
            return self._opened.read(size)
        self._look_out(max(size, 0))
        content = self._opened.read(
            min(size, self._at_once + 1) if size >= 0 else self._at_once + 1
        )
        if len(content) > self._at_once:
            raise Unreadable("has a table of contents that is far too long, and is refused.")
        return content

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_SET:
            if offset < 0:
                raise Unreadable("points before its own beginning, and is refused.")
            self._look_out(offset - self.tell())
        return self._opened.seek(offset, whence)

    def tell(self) -> int:
        return self._opened.tell()

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        self._opened.close()

    def _look_out(self, further: int) -> None:
        if self.listing and time.thread_time() > self._until:
            raise Unreadable("takes too long to be read, and is refused.")
        position = self.tell() + further
        if position > self._limit:
            raise Unreadable(
                f"unpacks to more than {self._limit // MEBIBYTE} MiB, and is refused. Hand in a zip archive, or less."
            )
        if self._packed is not None and _grows(position, self._packed):
            raise Unreadable(f"grows more than {RATIO_LIMIT} times when unpacked, and is refused.")


class _Archive(Protocol):
    """What is read from an archive."""

    def files(self) -> Iterator[tuple[str, bool, str, Callable[[int], bytes]]]:
        """Yield name, whether it is a folder, the problem, and how its bytes are read."""
        ...


class _Zip:
    """A zip archive. Compression other than the usual one is not read: its memory cannot be bounded."""

    def __init__(self, opened: IO[bytes]) -> None:
        guarded = _Guarded(opened, ANY_SIZE, HEAD_LIMIT, None)
        self._zip = zipfile.ZipFile(cast(IO[bytes], guarded))
        guarded.listing = False
        if len(self._zip.infolist()) > ENTRY_LIMIT:
            raise Unreadable(f"holds more than {ENTRY_LIMIT} files, and is refused.")
        self._refuse_overlaps()

    def _refuse_overlaps(self) -> None:
        infos = sorted(self._zip.infolist(), key=lambda info: info.header_offset)
        ends = [*(info.header_offset for info in infos[1:]), self._zip.start_dir]
        for info, end in zip(infos, ends, strict=True):
            if info.header_offset < 0 or info.header_offset + 30 + info.compress_size > end:
                raise Unreadable("holds files that lie within one another, and is refused.")

    def files(self) -> Iterator[tuple[str, bool, str, Callable[[int], bytes]]]:
        for info in self._zip.infolist():
            yield _zip_name(info), info.is_dir(), _zip_problem(info), partial(self._read, info)

    def _read(self, info: zipfile.ZipInfo, limit: int) -> bytes:
        with self._zip.open(info) as opened:
            return opened.read(limit)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Return the name of an entry. What says nothing about its encoding is UTF-8 where it can be."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        try:
            return name.encode("cp437").decode("utf-8")
        except UnicodeError:
            return name
    return name


def _zip_problem(info: zipfile.ZipInfo) -> str:
    mode = info.external_attr >> 16
    if info.create_system == 3 and stat.S_ISLNK(mode):
        return "is a symbolic link, and links are not followed."
    if info.create_system == 3 and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a pipe or a device, and is left out."
    if info.flag_bits & 0x1:
        return "is encrypted and is left out. Ask for an archive without a password."
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is compressed in an unusual way and is left out. Ask for a usual zip archive."
    if _grows(info.file_size, info.compress_size):
        return f"would grow more than {RATIO_LIMIT} times when unpacked, and is left out."
    return ""


def _grows(unpacked: int, packed: int) -> bool:
    return unpacked > SMALL and unpacked > RATIO_LIMIT * packed


class _Tar:
    """A tar archive, compressed or not."""

    def __init__(self, opened: IO[bytes]) -> None:
        packed = opened.seek(0, io.SEEK_END)
        opened.seek(0)
        unpack = _compression(opened)
        if unpack is None:
            self._stream = _Guarded(opened, ANY_SIZE, HEADER_LIMIT, None)
        else:
            self._stream = _Guarded(unpack(opened), UNPACKED_LIMIT, HEADER_LIMIT, packed)
        self._lock = Lock()
        self._members: list[tarfile.TarInfo] = []
        with tarfile.open(fileobj=cast(IO[bytes], self._stream), mode="r:") as archive:
            for member in archive:
                self._members.append(member)
                if len(self._members) > ENTRY_LIMIT:
                    raise Unreadable(f"holds more than {ENTRY_LIMIT} files, and is refused.")
            self._stream.seek(archive.offset)
            if self._stream.read(tarfile.BLOCKSIZE).strip(b"\0"):
                raise Unreadable(f"{_BROKEN}.")
        self._stream.listing = False

    def files(self) -> Iterator[tuple[str, bool, str, Callable[[int], bytes]]]:
        for member in self._members:
            how = partial(self._read, member.offset_data, member.size)
            yield member.name, member.isdir(), _tar_problem(member), how

    def _read(self, offset: int, size: int, limit: int) -> bytes:
        wanted = min(size, limit)
        with self._lock:
            self._stream.seek(offset)
            content = self._stream.read(wanted)
        if len(content) < wanted:
            raise Unreadable("breaks off, and is left out.")
        return content


def _tar_problem(member: tarfile.TarInfo) -> str:
    if member.issym() or member.islnk():
        return "is a link, and links are not followed."
    if member.issparse():
        return "is a sparse file, and is left out."
    if not member.isreg() and not member.isdir():
        return "is a pipe or a device, and is left out."
    return "" if member.size >= 0 else "has a size below zero, and is left out."


def _compression(opened: IO[bytes]) -> Callable[[IO[bytes]], IO[bytes]] | None:
    start = opened.read(6)
    opened.seek(0)
    if start.startswith(b"\x1f\x8b"):
        return lambda packed: cast(IO[bytes], gzip.GzipFile(fileobj=packed, mode="rb"))
    if start.startswith(b"BZh"):
        return lambda packed: bz2.BZ2File(packed, "rb")
    if start == b"\xfd7zXZ\x00":
        return lambda packed: lzma.LZMAFile(packed, "rb")
    return None


def is_archive(name: str) -> bool:
    """Return whether a file of this name is opened as an archive."""
    return name.lower().endswith(SUFFIXES)


def is_other_archive(name: str) -> bool:
    """Return whether a file of this name is an archive of a kind that is not opened."""
    return name.lower().endswith(OTHER_SUFFIXES) and not is_archive(name)


def without_suffix(name: str) -> str:
    """Return an archive's name without `.zip` or the like."""
    suffixes = sorted((*SUFFIXES, *OTHER_SUFFIXES), key=len, reverse=True)
    found = next(suffix for suffix in suffixes if _ends(name, suffix))
    return name[: -len(found)]


def _ends(name: str, suffix: str) -> bool:
    return name.lower().endswith(suffix)


def listing_of_archive(file: File, stack: ExitStack) -> Listing:
    """Return the files in an archive, below the folder in which it lies; they can be read while `stack` is open.

    Args:
        file: the archive. One that does not lie on disk is read into memory.
        stack: what closes it.

    Raises:
        Unreadable: the archive is broken, or it is refused.
    """
    if file.problem:
        raise Unreadable(file.problem)
    if file.archives >= NESTING_LIMIT:
        raise Unreadable("lies in an archive within an archive, and is not opened.")
    if file.path is None:
        opened: IO[bytes] = io.BytesIO(file.whole(ARCHIVE_LIMIT))
    else:
        opened = stack.enter_context(os.fdopen(open_regular(file.path), "rb"))
    try:
        return _listing(file, opened)
    except Unreadable:
        raise
    except Exception as error:  # whatever a hostile archive makes the readers raise
        raise Unreadable(f"{_BROKEN} ({_kind(error)}).") from None


def _kind(error: Exception) -> str:
    return type(error).__name__


def _listing(file: File, opened: IO[bytes]) -> Listing:
    kind = _Zip if opened.read(2) == b"PK" else _Tar
    opened.seek(0)
    archive: _Archive = kind(opened)
    files: dict[tuple[str, ...], File] = {}
    folders: set[tuple[str, ...]] = set()
    twice: dict[tuple[str, ...], File] = {}
    for name, is_folder, problem, read in archive.files():
        parts, wrong = _parts(name)
        if not parts:
            continue
        whole = (*file.parts[:-1], *parts)
        folders.update(whole[:end] for end in range(1, len(whole) + is_folder))
        if is_folder:
            continue
        entry = File(
            whole,
            partial(_carefully, read),
            wrong or problem,
            file.archives + 1,
            within=file.shown,
        )
        if whole in files and not entry.problem:
            said = "is there more than once; the last one counts, as after unpacking."
            twice[whole] = replace(entry, problem=said)
        if whole not in files or not entry.problem:
            files[whole] = entry
    return Listing(file.name, (*files.values(), *twice.values()), frozenset(folders))


def _carefully(read: Callable[[int], bytes], limit: int) -> bytes:
    try:
        return read(limit)
    except Unreadable:
        raise
    except Exception as error:  # whatever a hostile archive makes the readers raise
        raise Unreadable(f"cannot be unpacked and is left out ({_kind(error)}).") from None


def _parts(name: str) -> tuple[tuple[str, ...], str]:
    """Return the path that a name in an archive gives, and what is wrong with the name."""
    plain = name.replace("\\", "/")
    parts = tuple(part for part in plain.split("/") if part not in ("", ".", ".."))
    if "\0" in name:
        return tuple(part.replace("\0", "") for part in parts), "has a NUL in its name; left out."
    if len(name) > NAME_LIMIT or len(parts) > DEPTH_LIMIT:
        return parts[:1], "has a path that is too long, and is left out."
    if plain.startswith("/") or plain[1:2] == ":":
        return parts, "has a path from the root of a disk, and is left out."
    if ".." in plain.split("/"):
        return parts, "has a path that leads out of the archive, and is left out."
    return parts, ""
