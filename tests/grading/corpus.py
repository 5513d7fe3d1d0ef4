"""Submissions of every kind, made from the course's own solutions and starters."""

from __future__ import annotations

import functools
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat

from lambda_workshop.authoring.build import generated
from lambda_workshop.authoring.section import Section, all_sections, load
from lambda_workshop.grading.grade import ExerciseGrade, Grade
from lambda_workshop.grading.limits import Limits
from lambda_workshop.grading.sandbox import Kind
from lambda_workshop.grading.task import Task, grade_submission, packed

QUICK = replace(Limits(), cell_seconds=20.0, exercise_seconds=40.0, check_seconds=60.0, section_seconds=300.0)


@functools.cache
def _files() -> Mapping[Path, bytes]:
    return generated(all_sections())


def notebook(
    section: str,
    *,
    solved: bool = True,
    answers: Mapping[str, str | Sequence[str]] | None = None,
    before: Mapping[str, str] | None = None,
) -> Any:
    """A learner's notebook: solved or as handed out.

    Args:
        section: the section's id.
        solved: whether every exercise has its solution.
        answers: another answer in place of an exercise's answer cells: one cell, or several.
        before: a cell that stands before the exercise's first one.
    """
    folder = "solutions" if solved else "notebooks"
    found = nbformat.reads(_files()[Path(folder) / f"{load(section).file_name}.ipynb"].decode(), as_version=4)
    cells: list[Any] = []
    given = {name: [text] if isinstance(text, str) else [*text] for name, text in (answers or {}).items()}
    inserted = dict(before or {})
    for cell in found.cells:
        name = str(cell.metadata.get("lambda_workshop", {}).get("exercise", "")).partition(".")[2]
        role = cell.metadata.get("lambda_workshop", {}).get("role")
        if name in inserted:
            cells.append(nbformat.v4.new_code_cell(inserted.pop(name)))
        if role == "answer" and name in given:
            cell.source = given[name].pop(0) if given[name] else ""
        cells.append(cell)
    found.cells = cells
    return found


def write(folder: Path, notebooks: Sequence[Any], labs: Mapping[str, str] | None = None) -> Path:
    """The submission's folder, with these notebooks and these labs' handlers (by section)."""
    for document in notebooks:
        section = load(document.metadata["lambda_workshop"]["section"])
        path = folder / "notebooks" / f"{section.file_name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(document, path)
    for name, handler in (labs or {}).items():
        lab = folder / "labs" / load(name).file_name
        lab.mkdir(parents=True)
        (lab / "handler.py").write_text(handler, encoding="utf-8")
        shutil.copy(load(name).folder / "lab" / "test_handler.py", lab)
    return folder


def solved_lab(section: Section) -> str:
    """The lab's solution."""
    return _files()[Path("solutions/labs") / section.file_name / "handler.py"].decode()


def graded(
    notebooks: Sequence[Any],
    *,
    labs: Mapping[str, str] | None = None,
    sections: Sequence[str] = (),
    kind: Kind = Kind.BUBBLEWRAP,
    limits: Limits = QUICK,
    seed: int = 1,
    extra: Mapping[str, str] | None = None,
) -> Grade:
    """What a submission of these notebooks and labs is worth; `extra` are the instructor's own steps, by file."""
    with tempfile.TemporaryDirectory() as folder:
        archive = packed(write(Path(folder), notebooks, labs))
    wanted = tuple(sections or [document.metadata["lambda_workshop"]["section"] for document in notebooks])
    return grade_submission(Task("ada", "c0ffee", archive, wanted, seed, kind, dict(extra or {}), limits=limits))


def exercise(grade: Grade, name: str) -> ExerciseGrade:
    """One exercise of a grade."""
    return next(item for item in grade.exercises if item.exercise == name)


def said(grade: Grade) -> str:
    """All that the grade says, for a failing test's message."""
    lines = [f"failed: {grade.failed}"]
    for item in grade.exercises:
        lines.append(f"{item.exercise} {item.status.value} {item.points}/{item.max_points} {item.reason}")
        lines += [f"    {step.status.value}: {step.text} | {step.actual}" for step in item.steps]
    return "\n".join([*lines, *map(str, grade.notices)])
