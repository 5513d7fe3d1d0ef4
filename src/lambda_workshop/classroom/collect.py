"""Takes in what learners handed in: from a folder, a hub's homes, Git, Moodle's and Canvas's downloads.

Each attempt becomes a folder or a file of `SUBMISSIONS`, under its learner's id: `ada`, then `ada~2`. Nothing that is
there is changed: the same work is taken in once, whatever it is called, and more of it is added.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from lambda_workshop.classroom import handed_in
from lambda_workshop.classroom.class_file import BEST, FIRST, LAST, ClassFile
from lambda_workshop.classroom.handed_in import HandedIn
from lambda_workshop.classroom.roster import owner
from lambda_workshop.grading.archives import ENDINGS, LARGEST_FILE, plain_files
from lambda_workshop.grading.submissions import Submission, SubmissionsError, find
from lambda_workshop.notebook.submission import FOLDER as HANDED_IN_FOLDER
from lambda_workshop.notebook.submission import RECEIPT, Receipt, digest_of

_GIT_SECONDS = 120
_PARTICIPANTS = "participants"


class CollectError(Exception):
    """Nothing can be taken in; the message says what to do."""


@dataclass
class Collected:
    """What was taken in: the names of new submissions, how many were there already, and what to look at."""

    new: list[str] = field(default_factory=list)
    known: int = 0
    unknown: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Attempt:
    """One attempt, still where it came from."""

    learner: str
    path: Path
    handed: HandedIn


def collect(
    sources: Sequence[Path | str], into: Path, settings: ClassFile | None = None, *, at: datetime | None = None
) -> Collected:
    """Take in everything of these sources.

    Args:
        sources: folders and archives; `git` for the repositories of the roster.
        into: the folder of submissions.
        settings: the class, whose roster tells who is who.
        at: when everything of these sources was handed in, where that is known better than files and receipts know it.

    Raises:
        CollectError: a source is missing or has nothing in it, or the folder cannot be written.
    """
    done = Collected()
    try:
        into.mkdir(parents=True, exist_ok=True)
        known = handed_in.read(into)
        with tempfile.TemporaryDirectory(prefix=".collecting-", dir=into) as draft:
            for number, source in enumerate(sources):
                folder = Path(draft) / str(number)
                folder.mkdir()
                for attempt in _attempts(source, folder, settings, done):
                    handed = replace(attempt.handed, time=at, clock="instructor") if at else attempt.handed
                    _take_in(replace(attempt, handed=handed), into, known, done)
                    # Whatever ends this, what was taken in is known.
                    handed_in.write(into, known)
    except OSError as error:
        raise CollectError(f"{into} cannot be written: {error}.") from error
    _note_several(known, settings, done)
    return done


def _attempts(source: Path | str, draft: Path, settings: ClassFile | None, done: Collected) -> Iterator[_Attempt]:
    if str(source) == "git":
        yield from _from_git(draft, settings, done)
        return
    path = Path(source)
    if not path.exists():
        raise CollectError(f"{path} is not there.")
    if (path / _PARTICIPANTS).is_dir():
        path = path / _PARTICIPANTS
    if path.name == _PARTICIPANTS and path.is_dir():
        yield from _from_hub(path, settings, done)
        return
    if path.is_file():
        path = _unpacked(path, draft)
    try:
        found = list(find(path))
    except SubmissionsError as error:
        raise CollectError(str(error)) from error
    for submission in found:
        for one in _each(submission, draft):
            # A file that lies by itself is whose its receipt says; one in a learner's folder is that learner's.
            alone = one in submission.sources and not submission.ids
            receipt = _receipt(one) if alone else None
            name = _plain_learner(receipt.learner) if receipt else submission.learner
            learner = _learner(name, submission.ids, settings, done)
            yield _Attempt(learner, one, _handed(one, learner, submission, str(source)))


def _each(submission: Submission, draft: Path) -> Iterator[Path]:
    """The attempts of one learner: each zip file that has a receipt in it is one, and all the rest together is one."""
    rest = []
    for path in submission.sources:
        zips = [one for one in plain_files(path) if one.suffix.lower() == ".zip" and _receipt(one) is not None]
        yield from zips
        if not zips:
            rest.append(path)
    if len(rest) == 1:
        yield rest[0]
    elif rest:
        # Canvas's flat files: they belong together.
        folder = Path(tempfile.mkdtemp(dir=draft, prefix=".together-"))
        for path in rest:
            copy = shutil.copytree if path.is_dir() else shutil.copy2
            copy(path, folder / path.name)
        yield folder


def _handed(path: Path, learner: str, submission: Submission, source: str) -> HandedIn:
    ids = dict(submission.ids)
    if "canvas" in ids:
        ids["canvas_file"] = submission.sources[0].name
    newest = max((one.stat().st_mtime for one in plain_files(path)), default=path.stat().st_mtime)
    handed = HandedIn(learner, datetime.fromtimestamp(newest, UTC), "file", f"{source}: {path.name}", ids=ids)
    receipt = _receipt(path) if path.is_file() else None
    if receipt is None:
        return handed
    time = datetime.fromisoformat(receipt.time)
    time = time if time.tzinfo is not None else time.astimezone()
    wrong = "" if _digest(path) == receipt.digest else "its files are not those that its receipt was written for"
    return replace(handed, time=time, clock="receipt", digest=receipt.digest, wrong=wrong)


def _take_in(attempt: _Attempt, into: Path, known: dict[str, HandedIn], done: Collected) -> None:
    """Copy the attempt, under the learner's next free name; one that is there already is counted."""
    digest = attempt.handed.digest or _digest_of_path(attempt.path)
    mine = {name: one for name, one in known.items() if one.learner == attempt.learner}
    if any(one.digest == digest for one in mine.values()):
        done.known += 1
        return
    if attempt.handed.wrong:
        done.notes.append(f"{attempt.learner}: {attempt.handed.wrong}")
    number = 1
    names = {name.casefold() for name in known}
    while (name := attempt.learner if number == 1 else f"{attempt.learner}~{number}").casefold() in names:
        number += 1
    target = into / name
    if target.exists():
        raise OSError(17, "is there, and was not collected: move it away", str(target))
    draft = into / f".{name}.part"
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(draft)
    draft.mkdir()
    if attempt.path.is_dir():
        shutil.copytree(attempt.path, draft, dirs_exist_ok=True, symlinks=True, ignore=_no_environment)
    else:
        shutil.copy2(attempt.path, draft / _plain_name(attempt.path))
    draft.rename(target)
    known[name] = replace(attempt.handed, learner=attempt.learner, digest=digest)
    done.new.append(name)


def _from_hub(path: Path, settings: ClassFile | None, done: Collected) -> Iterator[_Attempt]:
    """Each participant's zip files; where there is none, the notebooks and labs as they stand."""
    for home in sorted(one for one in path.iterdir() if one.is_dir() and not one.name.startswith(".")):
        learner = _learner(home.name, {}, settings, done)
        zips = sorted((home / HANDED_IN_FOLDER).glob("*.zip"))
        submission = Submission(home.name, "", (home,))
        for one in zips:
            yield _Attempt(learner, one, _handed(one, learner, submission, str(home)))
        if zips or not (home / "notebooks").is_dir():
            continue
        done.notes.append(f"{learner} handed nothing in: the home folder is taken as it stands")
        yield _Attempt(learner, home, _handed(home / "notebooks", learner, submission, str(home)))


def _from_git(draft: Path, settings: ClassFile | None, done: Collected) -> Iterator[_Attempt]:
    """The last commit of each learner's repository."""
    learners = [one for one in settings.learners.values() if one.git] if settings else []
    if not learners:
        raise CollectError('No learner has a repository: in class.toml, ada = { git = "https://..." }.')
    if shutil.which("git") is None:
        raise CollectError("git is not installed. Debian and Ubuntu: apt-get install git")
    for learner in learners:
        folder = draft / learner.id
        # Never a question, never a hook, and no other protocol that a roster could smuggle in.
        line = ["git", "-c", "core.hooksPath=/dev/null", "-c", "protocol.ext.allow=never", "clone", "--quiet"]
        line += ["--depth", "1", "--", learner.git, str(folder)]
        try:
            ran = subprocess.run(
                line,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=_GIT_SECONDS,
                env={"GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "true", **_environment()},
            )
            said = ran.stderr.strip().splitlines()[-1:] if ran.returncode else []
        except subprocess.TimeoutExpired:
            said = [f"it took longer than {_GIT_SECONDS} s"]
        if said or not folder.is_dir():
            done.notes.append(f"{learner.shown}: {learner.git} cannot be cloned: {' '.join(said)}")
            continue
        head = _git(folder, "log", "-1", "--format=%H %cI").split()
        if len(head) != 2:
            done.notes.append(f"{learner.shown}: {learner.git} has no commit")
            continue
        handed = HandedIn(
            learner.id, datetime.fromisoformat(head[1]), "commit", learner.git, head[0], {"commit": head[0]}
        )
        yield _Attempt(learner.id, folder, handed)


def _learner(name: str, ids: Mapping[str, str], settings: ClassFile | None, done: Collected) -> str:
    """The learner's id by the roster; the submission's own name, and said so, where the roster has nobody."""
    if settings is None or not settings.learners:
        return name
    found = owner(settings.learners, name, ids)
    if found is None:
        done.unknown.append(name)
        return name
    return found.id


def _note_several(known: Mapping[str, HandedIn], settings: ClassFile | None, done: Collected) -> None:
    """Note which attempts count where a learner has several."""
    if settings is None:
        return
    several: dict[str, int] = {}
    for one in known.values():
        several[one.learner] = several.get(one.learner, 0) + 1
    words = {BEST: "the best counts", LAST: "the last counts", FIRST: "the first counts"}
    if names := sorted(name for name, count in several.items() if count > 1):
        done.notes.append(f"several attempts of {', '.join(names)}: {words[settings.attempt]}")


def _unpacked(path: Path, draft: Path) -> Path:
    """What a system's download holds; raises CollectError when it is no zip file."""
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                parts = [part for part in info.filename.replace("\\", "/").split("/") if part not in ("", ".")]
                if info.is_dir() or not parts or ".." in parts or info.file_size > LARGEST_FILE:
                    continue
                target = draft.joinpath(*parts)
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(info) as inner, target.open("wb") as outer:
                    shutil.copyfileobj(inner, outer)
                with contextlib.suppress(ValueError, OverflowError):
                    # The zip file's own time, not that of its unpacking.
                    time = datetime(*info.date_time).timestamp()
                    os.utime(target, (time, time))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise CollectError(f"{path} is no zip file that can be read: {error}") from error
    return draft


def _receipt(path: Path) -> Receipt | None:
    if path.suffix.lower() not in ENDINGS:
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            info = archive.getinfo(RECEIPT)
            return Receipt.from_json(archive.read(info).decode("utf-8")) if info.file_size < 1 << 20 else None
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        return None


def _digest(path: Path) -> str:
    """The hash of what a zip file holds, as its receipt should have it."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if info.filename != RECEIPT and not info.is_dir()]
            if sum(info.file_size for info in members) > 4 * LARGEST_FILE:
                return "too large"
            return digest_of({info.filename: archive.read(info) for info in members})
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        return "unreadable"


def _digest_of_path(path: Path) -> str:
    if path.is_file():
        return digest_of({"": path.read_bytes()})
    return digest_of({one.relative_to(path).as_posix(): one.read_bytes() for one in plain_files(path)})


def _no_environment(folder: str, names: Sequence[str]) -> set[str]:
    """What is nobody's work, and large: environments, caches, state."""
    left_out = {".venv", "venv", ".git", "node_modules", "__pycache__", ".workshop", ".tmp", ".cache", ".local"}
    links = {name for name in names if (Path(folder) / name).is_symlink()}
    return (left_out | links).intersection(names) | {name for name in names if name in left_out}


def _plain_learner(name: str) -> str:
    """A learner's own word for themselves, as a folder's name may have it."""
    kept = "".join(one if one.isprintable() and one not in '/\\:*?"<>|~' else "_" for one in name).strip(" .")
    return kept[:80] or "learner"


def _plain_name(path: Path) -> str:
    return re.sub(r"[^\w.@+-]+", "_", path.name) or "work.zip"


def _git(folder: Path, *arguments: str) -> str:
    line = ["git", "-C", str(folder), *arguments]
    return subprocess.run(line, capture_output=True, text=True, errors="replace", timeout=_GIT_SECONDS).stdout.strip()


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}


def summary(done: Collected, into: Path) -> str:
    """What was taken in, in a few lines."""
    lines = [f"{len(done.new)} new submissions in {into}, {done.known} were there already."]
    if done.unknown:
        lines.append(f"Not on the roster: {', '.join(sorted(set(done.unknown)))}.")
    lines += [f"{note[:1].upper()}{note[1:]}." for note in done.notes]
    return "\n".join(lines)
