"""Puts the notebooks and labs into a learner's folder, and renews what the learner has not touched.

A file that differs from what was handed out is the learner's work: it is kept, whatever the course has now. What was
handed out is remembered in one hidden file of that folder.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

RECORD = ".lambda-workshop.json"
FOLDERS = ("notebooks", "labs")
GIVEN = Path(__file__).parent / "handed_out"
"""In a copy of the course that was made for a class: what it hands out."""
CLASS = GIVEN / "class.json"


@dataclass(frozen=True)
class ClassCopy:
    """What a copy that was made for a class knows of it.

    `sealed` says that it holds no checks and no solutions; `submit_to` is where to hand in, in words.
    """

    name: str
    sealed: bool = False
    submit_to: str = ""


@functools.cache
def class_copy() -> ClassCopy | None:
    """The class that this copy of the course was made for; None for the whole course."""
    if not CLASS.is_file():
        return None
    return ClassCopy(**json.loads(CLASS.read_text("utf-8")))


@dataclass(frozen=True)
class HandOut:
    """What was done, by path below the folder.

    `kept` is the learner's work; `outdated` the part of it of which the course now has another version.
    """

    added: tuple[Path, ...]
    renewed: tuple[Path, ...]
    removed: tuple[Path, ...]
    kept: tuple[Path, ...]
    outdated: tuple[Path, ...]

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        if self.added:
            yield f"Added {_files(self.added)}."
        if self.renewed:
            yield f"Renewed {_files(self.renewed)} that you had not changed."
        if self.removed:
            yield f"Removed {_files(self.removed)} that the course no longer has and you had not changed."
        if self.kept:
            yield f"Kept {_files(self.kept)} as you left them: {_names(self.kept)}."
        if self.outdated:
            yield f"The course has a newer version of: {_names(self.outdated)}. To get it, rename yours and come back."


def hand_out(root: Path, wanted: Mapping[Path, bytes] | None = None) -> HandOut:
    """Bring the folder up to date without touching the learner's work; makes it where it is missing.

    `wanted` is the content of each file by its path, by default all notebooks and labs. A file that the learner
    removed comes back as new. Raises OSError where the folder cannot be written to.
    """
    wanted = course() if wanted is None else wanted
    record = _read(root)
    added: list[Path] = []
    renewed: list[Path] = []
    removed: list[Path] = []
    kept: list[Path] = []
    outdated: list[Path] = []
    for path, content in sorted(wanted.items()):
        given, new = record.get(path.as_posix()), _digest(content)
        there = _digest_of(root / path)
        if there == new:
            record[path.as_posix()] = new
        elif there is None or there == given:
            _write(root / path, content)
            record[path.as_posix()] = new
            (added if there is None else renewed).append(path)
        else:
            kept.append(path)
            if given not in (None, new):
                outdated.append(path)
    for name in sorted(record.keys() - {path.as_posix() for path in wanted}):
        given, path = record.pop(name), Path(name)
        if _digest_of(root / path) == given:
            (root / path).unlink()
            removed.append(path)
    _write(root / RECORD, (json.dumps(record, indent=1, sort_keys=True) + "\n").encode())
    return HandOut(tuple(added), tuple(renewed), tuple(removed), tuple(kept), tuple(outdated))


def handed_out(root: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """The files that were put into the folder and are still there: those as they were given, and the changed ones."""
    found = [(root / name, given) for name, given in sorted(_read(root).items()) if (root / name).is_file()]
    unchanged = tuple(path for path, given in found if _digest_of(path) == given)
    return unchanged, tuple(path for path, _given in found if path not in unchanged)


def course() -> dict[Path, bytes]:
    """The notebooks and labs to hand out, by their paths: a class's own, else all that there are."""
    if GIVEN.is_dir():
        files = (path for folder in FOLDERS for path in (GIVEN / folder).rglob("*") if path.is_file())
        return {path.relative_to(GIVEN): path.read_bytes() for path in files}
    from lambda_workshop.authoring.build import generated
    from lambda_workshop.authoring.section import finished_sections

    return {path: content for path, content in generated(finished_sections()[0]).items() if path.parts[0] in FOLDERS}


def _read(root: Path) -> dict[str, str]:
    """What was handed out, by path; empty without a record, or when it cannot be read: then everything is kept."""
    try:
        record = json.loads((root / RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(path): str(digest) for path, digest in record.items()} if isinstance(record, dict) else {}


def _write(path: Path, content: bytes) -> None:
    """Write the whole file or nothing of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        # As any file that a program makes, and not for the owner alone: a container's user may be another.
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _digest_of(path: Path) -> str | None:
    return _digest(path.read_bytes()) if path.is_file() else None


def _files(paths: tuple[Path, ...]) -> str:
    return f"{len(paths)} file{'' if len(paths) == 1 else 's'}"


def _names(paths: tuple[Path, ...]) -> str:
    shown = ", ".join(path.as_posix() for path in paths[:8])
    return shown + (f" and {len(paths) - 8} more" if len(paths) > 8 else "")
