"""What each learner wrote for each exercise, kept beside the grades: to be read beside the check's words."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from lambda_workshop.authoring.section import Section, all_sections
from lambda_workshop.grading.reading import read_notebook
from lambda_workshop.grading.store import file_name, write_atomically
from lambda_workshop.grading.submissions import Submission

_FOLDER = "answers"
_LONGEST = 100_000


def keep(grades: Path, submissions: Iterable[Submission], sections: Iterable[str]) -> None:
    """Keep what these submissions hold for these sections; those that are kept already are left. Raises OSError."""
    known = {section.id: section for section in all_sections()}
    chosen = [known[name] for name in sections if name in known]
    folder = grades / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    names = sorted(section.id for section in chosen)
    for submission in submissions:
        path = folder / f"{file_name(submission.learner)}.json"
        mark = {"content": submission.content, "sections": names}
        if _read(path).get("mark") == mark:
            continue
        with tempfile.TemporaryDirectory(prefix="workshop-unpacked-") as draft:
            submission.unpack(Path(draft))
            found = {name: text for section in chosen for name, text in _of_section(section, Path(draft)).items()}
        write_atomically(path, json.dumps({"mark": mark, "answers": found}))


def read(grades: Path, submission: str) -> Mapping[str, str]:
    """What is kept of a submission, by exercise; empty where nothing is."""
    found = _read(grades / _FOLDER / f"{file_name(submission)}.json").get("answers", {})
    return {str(name): str(text) for name, text in found.items()} if isinstance(found, dict) else {}


def _of_section(section: Section, submission: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    notebook = submission / "notebooks" / f"{section.file_name}.ipynb"
    if notebook.is_file():
        cells: dict[str, list[str]] = {}
        for cell in read_notebook(notebook.read_text("utf-8", errors="replace"), section).cells:
            if cell.exercise and cell.role in ("answer", "cell"):
                cells.setdefault(cell.exercise, []).append(cell.source)
        found = {name: "\n\n".join(sources)[:_LONGEST] for name, sources in cells.items()}
    lab = submission / "labs" / section.file_name / "handler.py"
    if lab.is_file():
        found[f"{section.id}.lab"] = lab.read_text("utf-8", errors="replace")[:_LONGEST]
    return found


def _read(path: Path) -> dict[str, object]:
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
