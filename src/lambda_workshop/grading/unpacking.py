"""Brings a submission's files to where the grader looks for them, whatever the layout that they came in."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from lambda_workshop.authoring.section import Section, all_sections
from lambda_workshop.grading.archives import ENDINGS, Found, Reading
from lambda_workshop.grading.grade import Notice, NoticeKind

MOODLE = re.compile(
    r"^(?P<name>.+?)(?:_(?P<id>\d+))?_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?$", re.IGNORECASE
)
CANVAS = re.compile(
    r"^(?:(?P<name>(?!LATE_|anon_).+?)_)?(?:(?:LATE|late)_)?(?P<user>(?<=_)\d+|anon_[A-Za-z0-9]+)_(?P<id>\d+)_(?P<file>.+)$"
)
NOTEBOOK = re.compile(r"\.ipynb(?:\.(?:txt|json))?$", re.IGNORECASE)
"""Some browsers put an ending of their own behind a notebook's."""
LARGEST_NOTEBOOK = 8 << 20
"""Bytes of a notebook without its outputs: what is parsed is bounded, for it is parsed outside of any sandbox."""
LARGEST_LAB_FILE = 1 << 20
# A whole copy of the course may come back: its solutions and its own sources are nobody's work.
_THE_COURSES = frozenset({"solutions", "lambda_workshop", "site-packages"})
_MOST_OUTPUTS = 50_000
_MOST_CELLS = 1_000
_LAB_FILE = re.compile(r"^(?P<name>handler|test_handler)(?:-(?P<again>\d+)| ?\(\d+\))?\.py$", re.IGNORECASE)
_AGAIN = re.compile(r"-(\d+)(?=\.[^.]+$)")
_OUTPUTS = re.compile(rb'"outputs"\s*:\s*\[')
_TOKENS = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[\[\]]', re.DOTALL)
_MOST_NOTICES = 50


@dataclass(frozen=True)
class _Placed:
    """A file with what decides between two for one place: how often it was handed in again, and its time."""

    rank: tuple[int, float, str]
    name: str
    content: bytes


def unpack(sources: Sequence[Path], to: Path) -> tuple[Notice, ...]:
    """Write `to/notebooks/NN_section.ipynb` and `to/labs/NN_section/{handler,test_handler}.py`; returns what was off.

    Notebooks are written without outputs, which nobody reads.
    """
    notices: list[Notice] = []

    def note(words: str) -> None:
        notice = Notice(NoticeKind.DAMAGED, words)
        if notice not in notices and len(notices) < _MOST_NOTICES:
            notices.append(notice)

    placed: dict[str, _Placed] = {}
    homeless: list[tuple[str, _Placed]] = []
    sections: dict[str, set[str]] = {}

    def keep(place: str, file: _Placed) -> None:
        before = placed.get(place)
        if before is not None and before.content != file.content:
            newest = max(before, file, key=lambda one: one.rank)
            note(f"{before.name} and {file.name} are for the same place: {newest.name}, the newest, is graded")
        placed[place] = max(before, file, key=lambda one: one.rank) if before else file

    def wanted(name: str) -> bool:
        if not _is_work(PurePosixPath(name).name):
            return False
        if own := _THE_COURSES.intersection(PurePosixPath(name).parts[:-1]):
            note(f"what is in {min(own)}/ is the course's own and is left out")
        return not own

    reading = Reading(wanted, note)
    for source in sources:
        for found in reading.files(source):
            folder, name = PurePosixPath(found.name).parent, _own_name(PurePosixPath(found.name).name)
            lab = _LAB_FILE.match(name)
            again = int(match[1][:9]) if (match := _AGAIN.search(name)) else 0
            if lab is None:
                notebook, section = _notebook(name, found, note)
                if section is not None:
                    sections.setdefault(str(folder), set()).add(section.file_name)
                    file = _Placed((again, found.changed, found.name), found.name, notebook)
                    keep(f"notebooks/{section.file_name}.ipynb", file)
                continue
            if len(found.content) > LARGEST_LAB_FILE:
                note(f"{found.name} is larger than {LARGEST_LAB_FILE >> 20} MB and is left out")
                continue
            file = _Placed((again, found.changed, found.name), found.name, found.content)
            section = _of_folder(folder)
            if section is None:
                homeless.append((f"{lab['name'].lower()}.py", file))
            else:
                keep(f"labs/{section.file_name}/{lab['name'].lower()}.py", file)
    every = set().union(*sections.values()) if sections else set()
    for name, file in homeless:
        beside = sections.get(str(PurePosixPath(file.name).parent), every)
        # One notebook beside it, or no other at all, says which lab it is.
        home = beside if len(beside) == 1 else every
        if len(home) == 1:
            keep(f"labs/{next(iter(home))}/{name}", file)
        else:
            note(f"{file.name} is in no folder that is named after a section, and is left out")
    for place, file in placed.items():
        target = to / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.content)
    return tuple(notices)


def without_section(stem: str) -> str:
    """A notebook's name without the section in it: `ada` of `ada_11_sqs`; empty when there is nothing else."""
    names = "|".join(section.file_name for section in all_sections())
    return re.sub(rf"(?:^|[_\- ])(?:{names})(?=$|[_\- (])", "", stem, flags=re.IGNORECASE).strip("_- ")


def _is_work(name: str) -> bool:
    own = _own_name(name)
    return NOTEBOOK.search(own) is not None or _LAB_FILE.match(own) is not None


def _own_name(name: str) -> str:
    """The name that the learner gave it, without what Moodle or Canvas put before."""
    for form in (MOODLE, CANVAS):
        if (match := form.match(name)) and match["file"]:
            return match["file"]
    return name


def _notebook(name: str, found: Found, note: Callable[[str], None]) -> tuple[bytes, Section | None]:
    """A notebook without its outputs, and its section; None, and said so, when it is none of this course."""
    content = found.content
    if len(content) > LARGEST_NOTEBOOK:
        content = without_outputs(content)
    if len(content) > LARGEST_NOTEBOOK:
        note(f"{found.name} is larger than {LARGEST_NOTEBOOK >> 20} MB without its outputs, and is left out")
        return b"", None
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        document = None
    section = _section_of(document) or _by_name(NOTEBOOK.sub("", _AGAIN.sub("", name)))
    if section is None:
        why = "cannot be read" if document is None else "is no notebook of this course"
        note(f"{found.name} {why}, and is left out")
    if isinstance(document, dict):
        for cell in _cells(document):
            cell.pop("outputs", None)
            cell.pop("attachments", None)
        content = json.dumps(document, ensure_ascii=False).encode(errors="replace")
    return content, section


def without_outputs(content: bytes) -> bytes:
    """A notebook's JSON with every list of outputs emptied; found in its text, for parsing it could take gigabytes."""
    kept: list[bytes] = []
    start = 0
    # No notebook has as many cells: such a one is left as it is, and is too large.
    while len(kept) < _MOST_OUTPUTS and (match := _OUTPUTS.search(content, start)):
        kept.append(content[start : match.end()])
        depth = 1
        end = len(content)
        for token in _TOKENS.finditer(content, match.end()):
            if token[0] == b"[":
                depth += 1
            elif token[0] == b"]":
                depth -= 1
            if not depth:
                end = token.start()
                break
        start = end
    return b"".join([*kept, content[start:]])


def _cells(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The cells that are cells, of formats 4 and 3."""
    sheets = document.get("worksheets")
    every = [document, *(sheets if isinstance(sheets, list) else [])]
    lists = [sheet.get("cells") for sheet in every if isinstance(sheet, dict)]
    return [cell for cells in lists if isinstance(cells, list) for cell in cells if isinstance(cell, dict)]


def _section_of(document: Any) -> Section | None:
    """The section of a notebook by its metadata, else by most of its cells' ids and metadata; None for neither."""
    if not isinstance(document, dict):
        return None
    sections = {section.id: section for section in all_sections()}
    said = _inside(document, "metadata", "lambda_workshop", "section")
    if said in sections:
        return sections[said]
    votes: Counter[str] = Counter()
    for cell in _cells(document)[:_MOST_CELLS]:
        exercise = _inside(cell, "metadata", "lambda_workshop", "exercise").partition(".")[0]
        names = (_inside(cell, "id"), _inside(cell, "metadata", "nbgrader", "grade_id"))
        for section in sections.values():
            ours = tuple(f"{section.id}-{item.name}" for item in section.exercises())
            if exercise == section.id or any(
                name == one or name.startswith(f"{one}-") for name in names for one in ours
            ):
                votes[section.id] += 1
    return sections[votes.most_common(1)[0][0]] if votes else None


def _inside(document: Any, *keys: str) -> str:
    """The text that stands there; empty for anything else."""
    for key in keys:
        document = document.get(key) if isinstance(document, dict) else None
    return document if isinstance(document, str) else ""


def _of_folder(folder: PurePosixPath) -> Section | None:
    """The section that the nearest of these folders is named after; an archive counts as one."""
    for part in reversed(folder.parts):
        stem = next((part[: -len(ending)] for ending in ENDINGS if part.lower().endswith(ending)), part)
        if (section := _by_name(_own_name(stem))) is not None:
            return section
    return None


def _by_name(name: str) -> Section | None:
    """The section called `11_sqs`, `sqs`, or either with more behind it, such as `11_sqs (1)`; or `ada_11_sqs`."""
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    for section in all_sections():
        slug = section.id.replace("-", "_")
        if re.fullmatch(rf"(?:{section.number:02d}_)?{slug}(?:_\d+|_copy_?\d*)?", plain):
            return section
    for section in all_sections():
        if re.search(rf"(?:^|_){section.file_name}(?:_|$)", plain):
            return section
    return None
