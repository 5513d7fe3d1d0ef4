"""What a learner hands in: one zip file with the right names in it, and a receipt that says what it holds.

Nothing of it needs the backend, a check or the network.
"""

from __future__ import annotations

import functools
import getpass
import hashlib
import json
import os
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from lambda_workshop.authoring.cells import transform
from lambda_workshop.authoring.section import Section, all_sections
from lambda_workshop.checks.syntax import problem
from lambda_workshop.handout import GIVEN, RECORD, class_copy
from lambda_workshop.progress import Progress
from lambda_workshop.setup.folders import state_folder

RECEIPT = "receipt.json"
FOLDER = "handed-in"
LAB_FILES = ("handler.py", "test_handler.py")
_NAME_FILE = "learner"
_LARGEST = 64 << 20
# Seconds: a check's end and the saving of its notebook need not come in this order.
_SAVED_WITHIN = 5.0


class SubmissionError(Exception):
    """There is nothing to hand in, or it cannot be written; the message says what to do."""


@dataclass(frozen=True)
class File:
    """A file of the submission: its name in the zip file, where it is, and its content."""

    name: str
    path: Path
    content: bytes


@dataclass(frozen=True)
class Receipt:
    """What was handed in.

    Attributes:
        learner: the name that the learner gave.
        course: the class's name, or the course's.
        version: the version of the learner's copy.
        time: when, by the learner's clock, with its zone.
        digest: SHA-256 of the names and bytes of all files, in hexadecimal.
        files: each file with its size in bytes.
        missing: what was set and is not in it.
        untouched: exercises whose cells are as they were handed out.
        broken: cells and files that do not compile, with line and caret.
        warnings: what may be wrong with it, in sentences.
    """

    learner: str
    course: str
    version: str
    time: str
    digest: str
    files: tuple[tuple[str, int], ...]
    missing: tuple[str, ...] = ()
    untouched: tuple[str, ...] = ()
    broken: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The first of the digest: enough to compare by eye."""
        return "-".join((self.digest[:4], self.digest[4:8], self.digest[8:12]))

    def __str__(self) -> str:
        size = sum(size for _name, size in self.files) / 1024
        lines = [
            f"{self.course}, handed in by {self.learner}",
            f"Time: {self.time[:19].replace('T', ' ')}{self.time[19:]}. Hash: {self.code}. Course: {self.version}.",
            f"In it, {size:.0f} KB: {_grouped(name.rpartition('.')[0].split('/')[:2] for name, _size in self.files)}.",
        ]
        for place, why in self.broken:
            lines += [f"Does not compile: {place}, {why}"]
        if self.missing:
            lines.append(f"Missing: {', '.join(self.missing)}.")
        if self.untouched:
            lines.append(f"Not touched yet: {_grouped(name.split('.') for name in self.untouched)}.")
        lines += self.warnings
        if not (self.broken or self.missing or self.untouched or self.warnings):
            lines.append("Nothing is missing.")
        return "\n".join(lines)

    def to_json(self) -> str:
        """The receipt as it stands in the zip file."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Receipt:
        """The receipt of that text; raises ValueError where it is none."""
        try:
            data: dict[str, Any] = json.loads(text)
            datetime.fromisoformat(data["time"])
            return cls(
                **{key: str(data[key]) for key in ("learner", "course", "version", "time", "digest")},
                files=tuple((str(name), int(size)) for name, size in data.get("files", ())),
                missing=tuple(map(str, data.get("missing", ()))),
                untouched=tuple(map(str, data.get("untouched", ()))),
                broken=tuple((str(place), str(why)) for place, why in data.get("broken", ())),
                warnings=tuple(map(str, data.get("warnings", ()))),
            )
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise ValueError(f"not a receipt: {error}") from error


@dataclass(frozen=True)
class Written:
    """A submission on disk, and its receipt."""

    path: Path
    receipt: Receipt


def find_root(start: Path | None = None) -> Path:
    """The course's folder at or above this one (default: here), known by what was handed out into it."""
    here = (start or Path.cwd()).absolute()
    for folder in (here, *here.parents):
        if (folder / RECORD).is_file() or (folder / "notebooks").is_dir() or (folder / "labs").is_dir():
            return folder
    return here


def learner_name(given: str = "") -> str:
    """The given name, which is remembered; else the one given before, the hub's, or the user's."""
    kept = state_folder() / _NAME_FILE
    if given.strip():
        name = " ".join(given.split())
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept.write_text(name, encoding="utf-8")
        return name
    try:
        return kept.read_text("utf-8").strip() or _user()
    except (OSError, UnicodeDecodeError):
        return _user()


def preview(root: Path, learner: str) -> tuple[Receipt, list[File]]:
    """What would be handed in now; raises SubmissionError when there is nothing."""
    warnings: list[str] = []
    files = list(_files(root, warnings))
    if not files:
        raise SubmissionError(
            f"There are no notebooks and no labs of this course in {root}: go to the course's folder."
        )
    digest = digest_of({file.name: file.content for file in files})
    there = {file.name for file in files}
    sections = {name: section for section in all_sections() for name in _names(section)}
    copy = class_copy()
    wanted = all_sections() if copy else tuple(dict.fromkeys(sections[name] for name in sorted(there)))
    missing = [name for section in wanted for name in _is_set(section) if name not in there]
    untouched: list[str] = []
    broken: list[tuple[str, str]] = []
    for file in files:
        _look(file, sections[file.name], untouched, broken)
    warnings += _unsaved(files, sections)
    receipt = Receipt(
        learner,
        copy.name if copy else "AWS Lambda, trigger by trigger",
        version("lambda-workshop"),
        datetime.now().astimezone().isoformat(timespec="seconds"),
        digest,
        tuple((file.name, len(file.content)) for file in files),
        tuple(missing),
        tuple(dict.fromkeys(untouched)),
        tuple(broken),
        tuple(warnings),
    )
    return receipt, files


def submit(root: Path, to: Path | None = None, *, learner: str = "") -> Written:
    """Write the zip file and its receipt into a folder (default: `handed-in` in the course's); whole or not at all.

    Raises:
        SubmissionError: there is nothing to hand in, or it cannot be written.
    """
    receipt, files = preview(root, learner_name(learner))
    folder = to or root / FOLDER
    stem = f"{_safe(receipt.learner)}-{_safe(_slug(receipt.course))}-{receipt.time[:19].replace(':', '')}"
    path = folder / f"{stem}.zip"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
        try:
            with os.fdopen(descriptor, "w+b") as file:
                _write_zip(file, receipt, files)
            Path(draft).chmod(0o644)
            Path(draft).replace(path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
        path.with_suffix(".txt").write_text(f"{receipt}\n", encoding="utf-8")
    except OSError as error:
        raise SubmissionError(
            f"{folder} cannot be written: {error.strerror}. Name another folder with --to."
        ) from error
    return Written(path, receipt)


def digest_of(files: Mapping[str, bytes]) -> str:
    """The hash of a submission: of the names and bytes of its files, in the order of their names."""
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return digest.hexdigest()


def _write_zip(file: Any, receipt: Receipt, files: list[File]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in files:
            archive.writestr(one.name, one.content)
        archive.writestr(RECEIPT, receipt.to_json())
    file.flush()
    os.fsync(file.fileno())
    file.seek(0)
    with zipfile.ZipFile(file) as archive:
        if damaged := archive.testzip():
            raise OSError(5, f"{damaged} was not written whole")


def _grouped(pairs: Iterable[list[str]]) -> str:
    """Pairs of a group and one of it, each group once: `sqs: handle, wire; sns: lab`."""
    found: dict[str, dict[str, None]] = {}
    for group, one in pairs:
        found.setdefault(group, {})[one] = None
    return "; ".join(f"{group}: {', '.join(names)}" for group, names in found.items())


def _names(section: Section) -> list[str]:
    """The names that a section's files have in a submission."""
    notebook = [f"notebooks/{section.file_name}.ipynb"] if section.has_notebook else []
    return [*notebook, *(f"labs/{section.file_name}/{name}" for name in LAB_FILES)]


def _is_set(section: Section) -> list[str]:
    """The files of a section in which something is asked for."""
    tests = f"labs/{section.file_name}/test_handler.py"
    lab = _lab_starter(section) is not None
    return [name for name in _names(section) if name != tests and (lab or not name.endswith(".py"))]


def _files(root: Path, warnings: list[str]) -> Iterator[File]:
    """The course's files below this folder, each under its right name."""
    notebooks = _notebooks(root, warnings)
    for section in all_sections():
        for name in _names(section):
            path = notebooks.get(section.id) if name.endswith(".ipynb") else root / name
            if path is None or not path.is_file() or path.is_symlink():
                continue
            try:
                content = path.read_bytes()
            except OSError as error:
                raise SubmissionError(f"{path} cannot be read: {error.strerror}.") from error
            if len(content) > _LARGEST:
                warnings.append(f"{path.name} has {len(content) >> 20} MB: clear its outputs, and hand in again.")
            yield File(name, path, content)


def _notebooks(root: Path, warnings: list[str]) -> dict[str, Path]:
    """The notebook of each section: the one of its own name, else the newest that says it is of it."""
    found: dict[str, list[Path]] = {}
    for path in sorted([*(root / "notebooks").glob("*.ipynb"), *root.glob("*.ipynb")]):
        if (section := _section_of(path)) is not None:
            found.setdefault(section, []).append(path)
    chosen: dict[str, Path] = {}
    own = {section.id: f"{section.file_name}.ipynb" for section in all_sections()}
    for section, paths in found.items():
        newest = max(paths, key=lambda path: path.stat().st_mtime)
        chosen[section] = next((path for path in paths if path.name == own[section]), newest)
        if newest != chosen[section]:
            warnings.append(
                f"{newest.name} is newer than {chosen[section].name}, which is handed in. Is it your work? Rename it."
            )
    return chosen


def _section_of(path: Path) -> str | None:
    """The section of a notebook, by what it says of itself, else by its name."""
    known = {section.id: section for section in all_sections()}
    try:
        said = json.loads(path.read_bytes())["metadata"]["lambda_workshop"]["section"]
        if said in known:
            return str(said)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass
    return next((one.id for one in known.values() if path.stem == one.file_name), None)


def _look(file: File, section: Section, untouched: list[str], broken: list[tuple[str, str]]) -> None:
    """Note which of the file's exercises are as they were handed out, and what of it does not compile."""
    if file.name.endswith(".py"):
        source = file.content.decode("utf-8", errors="replace")
        if said := problem(source):
            broken.append((file.name, said))
        elif file.name.endswith("/handler.py") and _squeezed(source) == _lab_starter(section):
            untouched.append(f"{section.id}.lab")
        return
    cells = _cells(file.content)
    if cells is None:
        broken.append((file.name, "it is no notebook any more: it cannot be read as JSON"))
        return
    answers: dict[str, list[str]] = {}
    for number, name, role, source in cells:
        if said := problem(source, cell=True):
            where = f" ({name})" if name else ""
            broken.append((f"{file.name}, cell {number}{where}", said))
        if role == "answer":
            answers.setdefault(name, []).append(_squeezed(source))
    untouched += [name for name, starter in _starters(section).items() if answers.get(name, []) == starter]


def _cells(content: bytes) -> list[tuple[int, str, str, str]] | None:
    """The code cells: their number in the notebook, exercise, role and source; None for no notebook."""
    try:
        found = []
        for number, cell in enumerate(json.loads(content)["cells"], start=1):
            if cell["cell_type"] == "code":
                ours = cell.get("metadata", {}).get("lambda_workshop", {})
                source = cell["source"]
                text = source if isinstance(source, str) else "".join(source)
                found.append((number, str(ours.get("exercise", "")), str(ours.get("role", "")), text))
        return found
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _unsaved(files: list[File], sections: Mapping[str, Section]) -> Iterator[str]:
    """A sentence for each notebook that was worked in after it was last saved."""
    last: dict[str, float] = {}
    for event in Progress().events()[0]:
        try:
            last[event.section] = datetime.fromisoformat(event.time).timestamp()
        except ValueError:
            continue
    for file in files:
        if file.name.endswith(".ipynb"):
            saved = file.path.stat().st_mtime
            if last.get(sections[file.name].id, 0.0) > saved + _SAVED_WITHIN:
                clock = datetime.fromtimestamp(saved).strftime("%H:%M")
                yield f"{file.path.name} was saved at {clock}, and you went on after that: save it, and hand in again."


@functools.cache
def _starters(section: Section) -> Mapping[str, list[str]]:
    """The answer cells of each exercise as they were handed out, without spaces."""
    given = GIVEN / f"notebooks/{section.file_name}.ipynb"
    if GIVEN.is_dir():
        content = given.read_bytes() if given.is_file() else b""
        cells = [(name, source) for _, name, role, source in _cells(content) or () if role == "answer"]
    else:
        own = [cell for cell in section.cells() if cell.role == "answer"]
        cells = [(f"{section.id}.{cell.exercise}", cell.starter()) for cell in own]
    found: dict[str, list[str]] = {}
    for name, source in cells:
        found.setdefault(name, []).append(_squeezed(source))
    return found


@functools.cache
def _lab_starter(section: Section) -> str | None:
    """The lab's handler as it was handed out, without spaces; None where the section has no lab."""
    given = GIVEN / f"labs/{section.file_name}/handler.py"
    if GIVEN.is_dir():
        return _squeezed(given.read_text("utf-8")) if given.is_file() else None
    own = section.folder / "lab" / "handler.py"
    return _squeezed(transform(own.read_text("utf-8"), solution=False)) if own.is_file() else None


def _squeezed(source: str) -> str:
    return "".join(source.split())


def _slug(text: str) -> str:
    return "-".join(re.findall(r"\w+", text.lower()))[:40] or "course"


def _safe(name: str) -> str:
    return re.sub(r"[^\w.@+-]+", "_", name).strip("._") or "learner"


def _user() -> str:
    if name := os.environ.get("JUPYTERHUB_USER"):
        return name
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "learner"
