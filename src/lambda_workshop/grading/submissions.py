"""Finds the submissions in a folder, in whichever of the usual forms it comes, and unpacks each safely.

| form | looks like |
|---|---|
| one for each learner | a folder, a zip or tar file, or a notebook, named after the learner |
| nbgrader | `submitted/LEARNER/ASSIGNMENT/...` (that folder, or the one that holds it) |
| Moodle's download | folders `FULL NAME_NUMBER_assignsubmission_file_` (`..._onlinetext_` is left out) |
| Canvas's download | files `NAME_[late_]NUMBER_NUMBER_FILE`, a resubmitted one as `FILE-1.ipynb` |
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import stat
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from lambda_workshop.grading.grade import Notice, NoticeKind
from lambda_workshop.section import Section, all_sections

LARGEST_FILE = 64 << 20
"""Bytes that one file of a submission may have, unpacked."""
LARGEST_SUBMISSION = 256 << 20
MOST_FILES = 2_000
_ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz")
_IGNORED = re.compile(r"(^|/)(__MACOSX|\.ipynb_checkpoints|__pycache__|\.git|\.venv|\.[^/]*)(/|$)")
# What the libraries raise for archives that are broken, encrypted, or packed in a way that they do not know.
_BROKEN = (EOFError, RuntimeError, ValueError, zipfile.BadZipFile, tarfile.TarError)
_MOODLE = re.compile(r"^(?P<name>.+)_(?P<id>\d+)_assignsubmission_(?P<kind>file|onlinetext)_?$")
_CANVAS = re.compile(r"^(?P<name>[^_]+)_(?P<late>late_|LATE_)?(?P<user>\d+)_(?P<id>\d+)_(?P<file>.+)$")
_AGAIN = re.compile(r"-\d+(?=\.[^.]+$)")
_LAB_FILE = re.compile(r"^(handler|test_handler)\.py$")


class SubmissionsError(Exception):
    """There is nothing to grade; the message says which forms are understood."""


@dataclass(frozen=True)
class Submission:
    """One learner's work, still as it came.

    Attributes:
        learner: the learner's name, unique in this folder.
        content: SHA-256 of what came, names and bytes, in hexadecimal.
        sources: the files and folders that it came in.
        ids: the learner's numbers in other systems: `moodle`, `canvas`.
    """

    learner: str
    content: str
    sources: tuple[Path, ...]
    ids: Mapping[str, str] = field(default_factory=dict)

    def unpack(self, to: Path) -> tuple[Notice, ...]:
        """Bring it into `to/notebooks/NN_section.ipynb` and `to/labs/NN_section/`; returns what was off."""
        return _unpack(self.sources, to)


def find(folder: Path) -> Iterator[Submission]:
    """Every submission of the folder, by the learners' names.

    Raises:
        SubmissionsError: the folder does not exist, or nothing in it is a submission.
    """
    if not folder.is_dir():
        raise SubmissionsError(f"{folder} is no folder. {_FORMS}")
    found = 0
    for submission in _find(folder):
        found += 1
        yield submission
    if not found:
        raise SubmissionsError(f"{folder} has no submissions in it. {_FORMS}")


_FORMS = (
    "Name a folder with one folder, zip file or notebook for each learner, nbgrader's `submitted/`, "
    "or what Moodle or Canvas gave you to download, unpacked."
)


def _find(folder: Path) -> Iterator[Submission]:
    if (folder / "submitted").is_dir():
        folder = folder / "submitted"
    entries = sorted(path for path in folder.iterdir() if not path.name.startswith((".", "__")))
    files = [path for path in entries if path.is_file() and _may_be_work(path.name)]
    canvas = [match for path in files if (match := _CANVAS.match(path.name))]
    if files and len(canvas) == len(files):
        yield from _canvas(files)
        return
    names: set[str] = set()
    for path in entries:
        ids: dict[str, str] = {}
        learner = path.name if path.is_dir() else _stem(path.name)
        if (match := _MOODLE.match(path.name)) and path.is_dir():
            if match["kind"] != "file":
                continue
            learner, ids = match["name"], {"moodle": match["id"]}
        elif path.is_file() and not _may_be_work(path.name):
            continue
        # Two may have the same name.
        while learner in names:
            learner += "+"
        names.add(learner)
        yield Submission(learner, _content([path]), (path,), ids)


def _canvas(files: list[Path]) -> Iterator[Submission]:
    by_user: dict[tuple[str, str], list[Path]] = {}
    for path in files:
        match = _CANVAS.match(path.name)
        assert match is not None
        by_user.setdefault((match["name"], match["user"]), []).append(path)
    shared = [name for name, _user in by_user]
    for (name, user), paths in sorted(by_user.items()):
        learner = name if shared.count(name) == 1 else f"{name}-{user}"
        yield Submission(learner, _content(paths), tuple(paths), {"canvas": user})


def _may_be_work(name: str) -> bool:
    return name.lower().endswith((".ipynb", *_ARCHIVES))


def _stem(name: str) -> str:
    for ending in (".ipynb", *sorted(_ARCHIVES, key=len, reverse=True)):
        if name.lower().endswith(ending):
            return name[: -len(ending)]
    return name


def _content(paths: list[Path]) -> str:
    """A hash of the names and bytes below these paths, a piece at a time."""
    digest = hashlib.sha256()
    for top in paths:
        for path in sorted(_files(top)):
            digest.update(str(path.relative_to(top.parent if top.is_file() else top)).encode(errors="replace") + b"\0")
            try:
                with path.open("rb") as file:
                    while piece := file.read(1 << 20):
                        digest.update(piece)
            except OSError as error:
                digest.update(str(error.errno).encode())
            digest.update(b"\0")
    return digest.hexdigest()


def _files(top: Path) -> Iterator[Path]:
    """The plain files at or below a path; links are not followed."""
    if top.is_symlink():
        return
    if top.is_file():
        yield top
    elif top.is_dir():
        try:
            entries = sorted(top.iterdir())
        except OSError:
            return
        for path in entries:
            if not _IGNORED.search(path.name):
                yield from _files(path)


class _Unpacking:
    """Collects a submission's files by the place where they belong."""

    def __init__(self) -> None:
        self.notices: list[Notice] = []
        self.found: dict[str, tuple[float, str, bytes]] = {}
        self._files = 0
        self._bytes = 0

    def note(self, words: str) -> None:
        """Something is off."""
        notice = Notice(NoticeKind.DAMAGED, words)
        if notice not in self.notices:
            self.notices.append(notice)

    def room(self, name: str, size: int) -> bool:
        """Whether a file of this size may still come in."""
        if size > LARGEST_FILE:
            self.note(f"{name} is larger than {LARGEST_FILE >> 20} MB and is left out")
            return False
        self._files += 1
        self._bytes += size
        if self._files > MOST_FILES or self._bytes > LARGEST_SUBMISSION:
            self.note(
                f"more than {MOST_FILES} files or {LARGEST_SUBMISSION >> 20} MB were handed in; the rest is left out"
            )
            return False
        return True

    def take(self, name: str, content: bytes, changed: float) -> None:
        """A file by its name within the submission."""
        path = PurePosixPath(name)
        if path.suffix == ".ipynb":
            section = _section_of(path.name, content)
            if section is None:
                self.note(f"{name} is no notebook of this course, and is left out")
                return
            self._keep(f"notebooks/{section.file_name}.ipynb", name, content, changed)
        elif _LAB_FILE.match(path.name):
            section = _by_name(path.parent.name)
            if section is not None:
                self._keep(f"labs/{section.file_name}/{path.name}", name, content, changed)

    def _keep(self, place: str, name: str, content: bytes, changed: float) -> None:
        before = self.found.get(place)
        if before is not None:
            newest = max((before[0], before[1]), (changed, name))[1]
            self.note(f"{before[1]} and {name} are for the same place: {newest}, the newest, is graded")
            if newest != name:
                return
        self.found[place] = (changed, name, content)


def _unpack(sources: tuple[Path, ...], to: Path) -> tuple[Notice, ...]:
    unpacking = _Unpacking()
    for source in sources:
        for path in _files(source):
            name = path.name if path == source else str(path.relative_to(source))
            if path.name.lower().endswith(_ARCHIVES):
                _archive(path, unpacking)
                continue
            try:
                if unpacking.room(name, path.stat().st_size):
                    unpacking.take(name, path.read_bytes(), path.stat().st_mtime)
            except OSError as error:
                unpacking.note(f"{name} cannot be read: {error.strerror}")
    for place, (_changed, _name, content) in unpacking.found.items():
        target = to / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return tuple(unpacking.notices)


def _archive(path: Path, unpacking: _Unpacking) -> None:
    """The files of an archive, read in memory and never by the names that it gives them."""
    try:
        if path.name.lower().endswith(".zip"):
            _zip(path, unpacking)
        else:
            _tar(path, unpacking)
    except (*_BROKEN, OSError) as error:
        unpacking.note(f"{path.name} cannot be unpacked: {error}")


def _zip(path: Path, unpacking: _Unpacking) -> None:
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if info.is_dir() or _IGNORED.search(info.filename):
                continue
            if stat.S_ISLNK(info.external_attr >> 16):
                unpacking.note(f"{info.filename} is a link and is left out")
                continue
            if not _worth_reading(info.filename):
                continue
            if not unpacking.room(info.filename, info.file_size):
                continue
            if info.flag_bits & 1:
                unpacking.note(f"{info.filename} is encrypted and is left out")
                continue
            with archive.open(info) as file:
                # What an archive says of its sizes need not be so.
                content = file.read(info.file_size + 1)
            if len(content) > info.file_size:
                unpacking.note(f"{info.filename} is larger than the archive says and is left out")
                continue
            changed = float("".join(f"{part:02d}" for part in info.date_time))
            unpacking.take(info.filename, content, changed)


def _tar(path: Path, unpacking: _Unpacking) -> None:
    with tarfile.open(path) as archive:
        for number, info in enumerate(archive):
            if number > 10 * MOST_FILES:
                unpacking.note(f"{path.name} has too many files in it")
                return
            if info.isdir() or _IGNORED.search(info.name) or not _worth_reading(info.name):
                continue
            if not info.isfile():
                unpacking.note(f"{info.name} is no plain file and is left out")
                continue
            if unpacking.room(info.name, info.size) and (file := archive.extractfile(info)) is not None:
                unpacking.take(info.name, file.read(info.size), info.mtime)


def _worth_reading(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix == ".ipynb" or _LAB_FILE.match(path.name) is not None


def _section_of(name: str, content: bytes) -> Section | None:
    """The section of a notebook: by its metadata, else by its cells' ids, else by its name."""
    try:
        document = json.load(io.BytesIO(content))
        said = document["metadata"]["lambda_workshop"]["section"]
        if found := next((section for section in all_sections() if section.id == said), None):
            return found
    except (ValueError, KeyError, TypeError, RecursionError):
        document = None
    if isinstance(document, dict) and isinstance(document.get("cells"), list):
        ids = [str(cell.get("id")) for cell in document["cells"] if isinstance(cell, dict)]
        for section in all_sections():
            if any(f"{section.id}-{item.name}-check" in ids for item in section.exercises()):
                return section
    match = _CANVAS.match(name)
    return _by_name(_AGAIN.sub("", match["file"] if match else name).removesuffix(".ipynb"))


def _by_name(name: str) -> Section | None:
    """The section called `11_sqs`, `sqs`, or either with more behind it, such as `11_sqs (1)`."""
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    for section in sorted(all_sections(), key=lambda section: len(section.id), reverse=True):
        slug = section.id.replace("-", "_")
        if re.fullmatch(rf"({section.number:02d}_)?{slug}(_\d+|_copy\d*)?", plain):
            return section
    return None
