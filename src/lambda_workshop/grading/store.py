"""Grades on disk: a file for each learner, written whole or not at all, so that any run can go on from there."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lambda_workshop.authoring.section import all_sections
from lambda_workshop.grading.grade import ExerciseGrade, Grade

_LOCK, _RESULTS, _WORK = ".lock", "results", ".work"
_DRAFT = ".draft-"
# Bytes of a name: file systems take 255, and a hash and an ending come behind it.
_LONGEST_NAME = 100
_HASHED = re.compile(r"-[0-9a-f]{16}$")


class StoreError(Exception):
    """The folder of grades cannot be used; the message says what to do."""


@dataclass(frozen=True)
class Kept:
    """A grade as it is kept: with a hash of the instructor's further steps, and the learner's ids in other systems.

    `comments` are an instructor's words to the learner, which are kept elsewhere.
    """

    grade: Grade
    extra: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)
    comments: tuple[str, ...] = ()


class Store:
    """The grades below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.work = folder.absolute() / _WORK
        """Where what is being graded is unpacked while the folder is held; what a killed run left there is removed."""
        self._results = folder / _RESULTS

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder for this process alone; raises StoreError when another one holds it, or nobody may write it.

        The lock dies with the process, however that ends.
        """
        try:
            self._results.mkdir(parents=True, exist_ok=True)
            file = (self.folder / _LOCK).open("a")
        except OSError as error:
            raise StoreError(f"{self.folder} cannot be written: {error}. Name another folder with --out.") from error
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise StoreError(
                    f"Another `workshop grade` works on {self.folder}. Wait for its end, or name another --out."
                ) from error
            except OSError as error:
                raise StoreError(
                    f"{self.folder} cannot be locked: {error}. Name a folder on this machine's own disk with --out."
                ) from error
            try:
                for draft in self._results.glob(f"{_DRAFT}*"):
                    draft.unlink(missing_ok=True)
                shutil.rmtree(self.work, ignore_errors=True)
                self.work.mkdir()
            except OSError as error:
                raise StoreError(f"{self.folder} cannot be tidied up: {error}. Remove what is in the way.") from error
            try:
                yield
            finally:
                shutil.rmtree(self.work, ignore_errors=True)

    def kept(self, learner: str) -> Kept | None:
        """What is kept of this learner; None for nothing, and for a file that is torn or not ours."""
        found = _read(self._path(learner))
        return found if found is not None and found.grade.learner == learner else None

    def load(self, learner: str) -> Grade | None:
        """The learner's grade; None as `kept`."""
        found = self.kept(learner)
        return found.grade if found else None

    def missing(
        self, learner: str, *, content: str, grader: str, seed: int, sections: Sequence[str], extra: str = ""
    ) -> tuple[str, ...]:
        """Those of the sections that are still to be graded for this submission, seed, grader and further steps."""
        found = self.kept(learner)
        if found is None or found.grade.failed:
            return tuple(sections)
        grade = found.grade
        if (grade.content, grade.grader, grade.seed, found.extra) != (content, grader, seed, extra):
            return tuple(sections)
        graded = {item.section for item in grade.exercises}
        return tuple(section for section in sections if section not in graded)

    def save(self, grade: Grade, *, extra: str = "", ids: Mapping[str, str] | None = None) -> None:
        """Keep the grade; one of the same submission that has other sections keeps those. Raises StoreError."""
        path = self._path(grade.learner)
        found = _read(path)
        if found is not None and found.grade.learner != grade.learner:
            raise StoreError(f"{path} is {found.grade.learner}'s: {grade.learner} needs another name on this disk.")
        before = self.kept(grade.learner)
        if before is not None and before.extra == extra:
            grade = merged(before.grade, grade)
        data = {"grade": json.loads(grade.to_json()), "extra": extra, "ids": dict(ids or {})}
        try:
            self._results.mkdir(parents=True, exist_ok=True)
            write_atomically(path, json.dumps(data))
        except OSError as error:
            raise StoreError(f"The grade of {grade.learner} cannot be written: {error}") from error

    def every(self) -> Iterator[Kept]:
        """Everything that is kept, one at a time, in the order of the learners' names."""
        # A name is a tenth of a path's size.
        for name in sorted(path.name for path in self._results.glob("*.json")):
            if (found := _read(self._results / name)) is not None:
                yield found

    def _path(self, learner: str) -> Path:
        return self._results / f"{file_name(learner)}.json"


def merged(old: Grade, new: Grade) -> Grade:
    """The new grade, with the old one's other sections where both are of the same submission, seed and grader."""
    if old.failed or (old.content, old.grader, old.seed) != (new.content, new.grader, new.seed):
        return new
    anew = {item.section for item in new.exercises}
    order = [section.id for section in all_sections()]

    def place(item: ExerciseGrade) -> int:
        return order.index(item.section) if item.section in order else len(order)

    kept = [item for item in old.exercises if item.section not in anew]
    notices = [item for item in old.notices if item.exercise and item.exercise.partition(".")[0] not in anew]
    exercises = sorted([*kept, *new.exercises], key=place)
    seconds = new.seconds + sum(item.seconds for item in kept)
    return replace(new, exercises=tuple(exercises), notices=(*notices, *new.notices), seconds=seconds)


def file_name(learner: str) -> str:
    """A file name for a learner, which no other has: the name itself where that is safe, else what is, and a hash."""
    safe = re.sub(r"[^\w.@+-]", "_", learner).strip(".") or "learner"
    short = safe.encode()[:_LONGEST_NAME].decode(errors="ignore")
    # A name that looks as if it had a hash could be another's name with one.
    if short == learner and not _HASHED.search(short):
        return short
    return f"{short}-{hashlib.sha256(learner.encode(errors='surrogatepass')).hexdigest()[:16]}"


def write_atomically(path: Path, text: str) -> None:
    """Write the file so that it is there whole or not at all, whatever happens; raises OSError.

    Half a surrogate pair, which UTF-8 does not have, is written as its escape. Who may read the file is for the
    process's umask to say.
    """
    draft = path.parent / f"{_DRAFT}{secrets.token_hex(8)}"
    try:
        with draft.open("x", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _read(path: Path) -> Kept | None:
    """What the file keeps; None when it is torn, not ours, or a copy under another name."""
    try:
        data = json.loads(path.read_text("utf-8"))
        grade = Grade.from_data(data["grade"])
        # Numbers, or whoever adds them up stops on them.
        if not 0 <= grade.points <= grade.max_points:
            return None
        # Some file systems spell a name's accents, or its capitals, in their own way.
        same = _spelled(file_name(grade.learner)) == _spelled(path.stem)
        return Kept(grade, str(data["extra"]), dict(data["ids"])) if same else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _spelled(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
