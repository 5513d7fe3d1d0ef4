"""Finds the submissions in a folder, in whichever of the usual forms it comes.

| form | looks like |
|---|---|
| one for each learner | a folder, a zip or tar file, or a notebook, named after the learner |
| nbgrader | `submitted/LEARNER/ASSIGNMENT/...` (that folder, or the one that holds it) |
| Moodle's download | folders `FULL NAME_NUMBER_assignsubmission_file`, or files that begin so; no `onlinetext` |
| Canvas's download | files `NAME_[LATE_]USER_NUMBER_FILE` or `[LATE_]anon_USER_NUMBER_FILE`, a later one as `FILE-1` |

Moodle's names are made in `mod/assign/classes/downloader.php`, Canvas's in `lib/content_zipper.rb`.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lambda_workshop.grading.archives import ENDINGS, LARGEST_SUBMISSION, NOT_UNDERSTOOD, plain_files
from lambda_workshop.grading.grade import Notice, NoticeKind
from lambda_workshop.grading.unpacking import CANVAS, MOODLE, NOTEBOOK, unpack, without_section

_LONGEST_NAME = 100
_FORMS = (
    "Name a folder with one folder, zip file or notebook for each learner, nbgrader's `submitted/`, "
    "or what Moodle or Canvas gave you to download, unpacked."
)


class SubmissionsError(Exception):
    """There is nothing to grade; the message says which forms are understood."""


@dataclass(frozen=True)
class Submission:
    """One learner's work, still as it came.

    Attributes:
        learner: the learner's name, unique in this folder and fit for a file's name.
        content: SHA-256 of what came, names and bytes, in hexadecimal.
        sources: the files and folders that it came in.
        ids: the learner's numbers in other systems: `moodle`, `canvas`.
        notices: what is off about its name.
    """

    learner: str
    content: str
    sources: tuple[Path, ...]
    ids: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()

    def unpack(self, to: Path) -> tuple[Notice, ...]:
        """Bring it into `to/notebooks/NN_section.ipynb` and `to/labs/NN_section/`; returns what was off."""
        return (*self.notices, *unpack(self.sources, to))


@dataclass(frozen=True)
class _Owner:
    """Whose a file is: by the system and its number, or by name alone; `loose` where that is a part of the file's."""

    system: str
    key: str
    name: str
    loose: bool = False


def find(folder: Path) -> Iterator[Submission]:
    """Every submission of the folder, by the learners' names; each is read when it is its turn.

    Raises:
        SubmissionsError: the folder does not exist or cannot be read, or nothing in it is a submission.
    """
    if not folder.is_dir():
        raise SubmissionsError(f"{folder} is no folder. {_FORMS}")
    if (folder / "submitted").is_dir():
        folder = folder / "submitted"
    try:
        entries = sorted(path for path in folder.iterdir() if not path.name.startswith((".", "__MACOSX")))
    except OSError as error:
        raise SubmissionsError(f"{folder} cannot be read: {error.strerror}") from error
    owned: dict[_Owner, list[Path]] = {}
    for path in entries:
        if (owner := _owner(path)) is not None:
            owned.setdefault(owner, []).append(path)
    if not owned:
        raise SubmissionsError(f"{folder} has no submissions in it. {_FORMS}")
    names = _unique(_names(owned))
    for owner in sorted(owned, key=names.__getitem__):
        paths = owned[owner]
        ids = {owner.system: owner.key} if owner.system and owner.key else {}
        notices: tuple[Notice, ...] = ()
        if not owner.system and names[owner] != _safe(owner.name):
            words = f"there is other work under the name of {owner.name}: this stands as {names[owner]}"
            notices = (Notice(NoticeKind.DAMAGED, words),)
        yield Submission(names[owner], _content(paths), tuple(paths), ids, notices)


def _names(owned: Mapping[_Owner, list[Path]]) -> dict[_Owner, str]:
    """What each is called: anybody can name a notebook `carol_00_start.ipynb`, and takes nothing from Carol by it."""
    whole = {_safe(owner.name).casefold() for owner in owned if not owner.loose}
    met = {owner for owner in owned if owner.loose and _safe(owner.name).casefold() in whole}
    return {owner: f"{owner.name} ({owned[owner][0].name})" if owner in met else owner.name for owner in owned}


def _owner(path: Path) -> _Owner | None:
    """Whose it is; None for what is no work."""
    name = unicodedata.normalize("NFC", path.name)
    moodle = MOODLE.match(name)
    if moodle is not None:
        if moodle["kind"] != "file":
            return None
        # A team's default group has no number.
        return _Owner("moodle" if moodle["id"] else "", moodle["id"] or moodle["name"], moodle["name"])
    if path.is_dir():
        return _Owner("", name, name)
    canvas = CANVAS.match(name)
    if canvas is not None and _may_be_work(canvas["file"]):
        return _Owner("canvas", canvas["user"], canvas["name"] or canvas["user"])
    if not _may_be_work(name) or name.lower().endswith(".py"):
        return None
    stem = _stem(name)
    # `ada_11_sqs.ipynb` is one of Ada's notebooks.
    short = without_section(stem) if NOTEBOOK.search(name) else stem
    return _Owner("", short or stem, short or stem, loose=short not in ("", stem))


def _may_be_work(name: str) -> bool:
    return NOTEBOOK.search(name) is not None or name.lower().endswith((*ENDINGS, *NOT_UNDERSTOOD, ".py"))


def _stem(name: str) -> str:
    if (notebook := NOTEBOOK.search(name)) is not None:
        return name[: notebook.start()]
    endings = sorted((*ENDINGS, *NOT_UNDERSTOOD), key=len, reverse=True)
    return next((name[: -len(ending)] for ending in endings if name.lower().endswith(ending)), name)


def _unique(names: Mapping[_Owner, str]) -> dict[_Owner, str]:
    """A name for each, of its own even where a file system does not tell `Ada` from `ada`."""
    safe = {owner: _safe(name) for owner, name in names.items()}
    often = Counter(name.casefold() for name in safe.values())
    taken = {name for name, count in often.items() if count == 1}
    found: dict[_Owner, str] = {}
    for owner, name in sorted(safe.items(), key=lambda item: (item[0].system, item[0].key, item[0].loose)):
        if often[name.casefold()] == 1:
            found[owner] = name
            continue
        chosen = f"{name} ({_safe(owner.key)})" if owner.system else name
        number = 2
        while chosen.casefold() in taken:
            chosen, number = f"{name} ({number})", number + 1
        taken.add(chosen.casefold())
        found[owner] = chosen
    return found


def _safe(name: str) -> str:
    """The name with nothing in it that a file's name may not have on any system, and no longer than 100 characters."""
    kept = "".join("_" if unicodedata.category(one) in ("Cc", "Cs") or one in '/\\:*?"<>|' else one for one in name)
    kept = kept.strip(" .") or "learner"
    if len(kept) <= _LONGEST_NAME:
        return kept
    return f"{kept[:_LONGEST_NAME]}-{hashlib.sha256(name.encode(errors='replace')).hexdigest()[:8]}"


def _content(paths: list[Path]) -> str:
    """A hash of the names and bytes below these paths, a piece at a time; of what is too large to be read, its size."""
    digest = hashlib.sha256()
    left = 2 * LARGEST_SUBMISSION
    for top in paths:
        for path in plain_files(top):
            name = path.name if path == top else path.relative_to(top).as_posix()
            digest.update(f"{len(name)} ".encode() + name.encode(errors="replace"))
            try:
                size = path.stat().st_size
                digest.update(f" {size} ".encode())
                if size > min(LARGEST_SUBMISSION, left):
                    continue
                left -= size
                with path.open("rb") as file:
                    while piece := file.read(1 << 20):
                        digest.update(piece)
            except OSError as error:
                digest.update(f" unreadable {error.errno} ".encode())
    return digest.hexdigest()
