"""The files of a submission's folders and archives, one at a time, within limits, whatever the archive says of itself.

Nothing is ever written by a name that an archive gives, and no link is followed.
"""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import lzma
import os
import re
import stat
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

ENDINGS = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
NOT_UNDERSTOOD = (".7z", ".rar")
LARGEST_FILE = 256 << 20
"""Bytes that one file of a submission may have, unpacked: a notebook with all that a loop has printed."""
LARGEST_SUBMISSION = 512 << 20
MOST_FILES = 2_000
_MOST_ENTRIES = 20_000
_DEEPEST = 2
_PIECE = 1 << 20
_LEFT_OUT = frozenset({"__MACOSX", "__pycache__", "node_modules"})
_CENTRAL = b"PK\x01\x02"


@dataclass(frozen=True)
class Found:
    """One file: its name below the submission's folder or archive, when it was changed, and its bytes."""

    name: str
    changed: float
    content: bytes


class Reading:
    """Goes through a submission's sources and keeps to the limits over all of them.

    Args:
        wanted: whether a file of this name is worth reading; archives are looked into in any case.
        note: told what was off, in words.
    """

    def __init__(self, wanted: Callable[[str], bool], note: Callable[[str], None]) -> None:
        self._wanted = wanted
        self._note = note
        self._files = 0
        self._bytes = 0

    def files(self, source: Path) -> Iterator[Found]:
        """The wanted files at or below a path, those in archives as well."""
        if source.is_symlink():
            self._note(f"{_said(source.name)} is a link and is left out")
            return
        for path in plain_files(source, self._note):
            name = path.name if path == source else path.relative_to(source).as_posix()
            try:
                status = path.stat()
                if name.lower().endswith(NOT_UNDERSTOOD):
                    self._note(f"{_said(name)} cannot be unpacked: hand in a zip file instead")
                elif name.lower().endswith(ENDINGS):
                    if status.st_size > LARGEST_SUBMISSION:
                        self._note(f"{_said(name)} is larger than {LARGEST_SUBMISSION >> 20} MB and is left out")
                        continue
                    with path.open("rb") as file:
                        yield from self._archive(name, file, 1)
                elif self._wanted(name) and self._room(name, status.st_size):
                    yield Found(name, status.st_mtime, path.read_bytes())
            except OSError as error:
                self._note(f"{_said(name)} cannot be read: {error.strerror or error}")

    def _room(self, name: str, size: int) -> bool:
        """Whether a file of this size may still come in."""
        if size > LARGEST_FILE:
            self._note(f"{_said(name)} is larger than {LARGEST_FILE >> 20} MB and is left out")
            return False
        if self._files >= MOST_FILES or self._bytes + size > LARGEST_SUBMISSION:
            self._note(
                f"more than {MOST_FILES} files or {LARGEST_SUBMISSION >> 20} MB were handed in; the rest is left out"
            )
            return False
        self._files += 1
        self._bytes += size
        return True

    def _archive(self, name: str, file: IO[bytes], depth: int) -> Iterator[Found]:
        try:
            if name.lower().endswith(".zip"):
                yield from self._zip(name, file, depth)
            else:
                yield from self._tar(name, file, depth)
        # What the libraries raise for an archive that somebody bent has no end: errors of their own, of the
        # decompressors, of arithmetic, of memory.
        except Exception as error:
            self._note(f"{_said(name)} cannot be unpacked: {_why(error)}")

    def _zip(self, name: str, file: IO[bytes], depth: int) -> Iterator[Found]:
        if _entries(file) > _MOST_ENTRIES:
            self._note(f"{_said(name)} has more than {_MOST_ENTRIES} files in it and is left out")
            return
        with zipfile.ZipFile(file) as archive:
            for info in archive.infolist():
                member = self._member(name, info.filename)
                if info.is_dir() or not member:
                    continue
                kind = stat.S_IFMT(info.external_attr >> 16)
                if kind not in (0, stat.S_IFREG):
                    self._note(f"{_said(member)} is no plain file and is left out")
                    continue
                if not self._worth(member, depth) or not self._room(member, info.file_size):
                    continue
                if info.flag_bits & 1:
                    self._note(f"{_said(member)} is encrypted and is left out")
                    continue
                try:
                    with archive.open(info) as inner:
                        content = inner.read(LARGEST_FILE)
                except Exception as error:
                    # The others may well be whole; what can be raised is said above.
                    self._note(f"{_said(member)} cannot be unpacked: {_why(error)}")
                    continue
                yield from self._inner(member, _zip_time(info), content, depth)

    def _tar(self, name: str, file: IO[bytes], depth: int) -> Iterator[Found]:
        with tempfile.TemporaryFile() as plain:
            # Tar's own headers may claim any length: what they can reach is bounded first.
            if not _decompressed(file, plain):
                self._note(f"{_said(name)} is larger than {LARGEST_SUBMISSION >> 20} MB unpacked and is left out")
                return
            plain.seek(0)
            with tarfile.open(fileobj=plain, mode="r:") as archive:
                for number, info in enumerate(archive):
                    if number >= _MOST_ENTRIES:
                        self._note(f"{_said(name)} has more than {_MOST_ENTRIES} files in it; the rest is left out")
                        return
                    member = self._member(name, info.name)
                    if info.isdir() or not member:
                        continue
                    if not info.isfile():
                        self._note(f"{_said(member)} is no plain file and is left out")
                        continue
                    if not self._worth(member, depth) or not self._room(member, info.size):
                        continue
                    inner = archive.extractfile(info)
                    content = inner.read(info.size) if inner is not None else b""
                    if len(content) < info.size:
                        self._note(f"{_said(member)} is cut off")
                    yield from self._inner(member, float(info.mtime), content, depth)

    def _inner(self, member: str, changed: float, content: bytes, depth: int) -> Iterator[Found]:
        if member.lower().endswith(ENDINGS):
            yield from self._archive(member, io.BytesIO(content), depth + 1)
        else:
            yield Found(member, changed, content)

    def _worth(self, member: str, depth: int) -> bool:
        """Whether to read it; an archive in an archive in an archive is not."""
        if member.lower().endswith(NOT_UNDERSTOOD) or (member.lower().endswith(ENDINGS) and depth >= _DEEPEST):
            self._note(f"{_said(member)} is not unpacked: hand in one zip file")
            return False
        return member.lower().endswith(ENDINGS) or self._wanted(member)

    def _member(self, archive: str, name: str) -> str:
        """A member's name below its archive's; empty for what nobody wants."""
        # Some programs for Windows write its separator.
        given = name.replace("\\", "/")
        parts = [part for part in given.split("/") if part not in ("", ".")]
        if ".." in parts or given.startswith("/") or re.match(r"^[A-Za-z]:", given):
            self._note(f"{_said(name)} is a name that leads out of {_said(archive)}: it is read without that")
            parts = [part for part in parts if part != ".." and not part.endswith(":")]
        return "" if _unwanted(parts) else "/".join([archive, *parts])


def plain_files(top: Path, note: Callable[[str], None] = lambda words: None) -> Iterator[Path]:
    """The plain files at or below a path, in order; links are not followed, hidden ones and leftovers left out."""
    if top.is_symlink():
        return
    if top.is_file():
        yield top
        return
    folders = [top] if top.is_dir() else []
    seen = 0
    while folders:
        folder = folders.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            note(f"{_said(folder.name)} cannot be read: {error.strerror}")
            continue
        below = []
        for entry in entries:
            if _unwanted([entry.name]):
                continue
            seen += 1
            if seen > _MOST_ENTRIES:
                note(f"{_said(top.name)} has more than {_MOST_ENTRIES} files in it; the rest is left out")
                return
            if entry.is_dir(follow_symlinks=False):
                below.append(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                yield Path(entry.path)
            else:
                note(f"{_said(entry.name)} is no plain file and is left out")
        folders += reversed(below)


def _unwanted(parts: list[str]) -> bool:
    return any(part in _LEFT_OUT or part.startswith(".") for part in parts)


def _entries(file: IO[bytes]) -> int:
    """At least as many as the zip file has entries: the marks of its directory, wherever it says that this is."""
    count, rest = 0, b""
    file.seek(0)
    while piece := file.read(_PIECE):
        count += (rest + piece).count(_CENTRAL)
        rest = (rest + piece)[-len(_CENTRAL) + 1 :]
    file.seek(0)
    return count


def _decompressed(file: IO[bytes], to: IO[bytes]) -> bool:
    """Write the file there without its compression; False when that is more than a submission may have."""
    head = file.read(6)
    file.seek(0)
    with contextlib.ExitStack() as stack:
        read: Callable[[int], bytes] = file.read
        if head.startswith(b"\x1f\x8b"):
            read = stack.enter_context(gzip.GzipFile(fileobj=file)).read
        elif head.startswith(b"BZh"):
            read = stack.enter_context(bz2.BZ2File(file)).read
        elif head.startswith(b"\xfd7zXZ"):
            read = stack.enter_context(lzma.LZMAFile(file)).read
        written = 0
        while piece := read(_PIECE):
            written += len(piece)
            if written > LARGEST_SUBMISSION:
                return False
            to.write(piece)
    return True


def _zip_time(info: zipfile.ZipInfo) -> float:
    try:
        return datetime(*info.date_time).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0


def _why(error: Exception) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__


def _said(name: str) -> str:
    """A name fit for a sentence: of one line, printable and not long."""
    shown = "".join(one if one.isprintable() else "?" for one in name)
    return shown if len(shown) <= 120 else f"...{shown[-117:]}"
