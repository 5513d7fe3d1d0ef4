"""What becomes of the grades: tables for other programs, a page for each learner, a page for the class.

Written from the store, one grade after the other, so that ten thousand need no more memory than ten.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from lambda_workshop.authoring.build import notebook
from lambda_workshop.authoring.cells import transform
from lambda_workshop.authoring.section import SectionError, all_sections, load
from lambda_workshop.grading.reading import lab_fingerprint, read_notebook
from lambda_workshop.grading.reports.class_page import open_class_page
from lambda_workshop.grading.reports.feedback import feedback_page
from lambda_workshop.grading.reports.page import put
from lambda_workshop.grading.reports.tables import Tables
from lambda_workshop.grading.store import Kept, StoreError, file_name


class Grades(Protocol):
    """What reports are written from: a store, or what somebody made of its grades."""

    def every(self) -> Iterator[Kept]:
        """Each learner's grade, in the order of the reports; may be asked for more than once."""


def write_reports(store: Grades, folder: Path) -> list[Path]:
    """Write every report below the folder, over those of an earlier run; returns what an instructor opens first.

    Raises:
        StoreError: the folder cannot be written.
    """
    pages = folder / "feedback"
    columns, learners = _columns(store)
    tables = Tables(columns)
    solutions = _solutions({name.partition(".")[0] for name in columns})
    try:
        pages.mkdir(parents=True, exist_ok=True)
        with tables.writing(folder), open_class_page(folder, columns, learners=learners, solutions=solutions) as page:
            for kept in store.every():
                tables.add(kept)
                page.add(kept.grade)
                put(pages / f"{file_name(kept.grade.learner)}.html", feedback_page(kept.grade, kept.comments))
    except OSError as error:
        raise StoreError(f"The reports cannot be written: {error}") from error
    return [folder / "class.html", *(folder / name for name in Tables.NAMES), pages]


def _columns(store: Grades) -> tuple[dict[str, float], int]:
    """All exercises with their points, in the course's order whatever was graded first; and how many learners."""
    found: dict[str, float] = {}
    learners = 0
    for kept in store.every():
        found |= {item.exercise: item.max_points for item in kept.grade.exercises}
        learners += 1
    order = {section.id: place for place, section in enumerate(all_sections())}
    places = {name: order.get(name.partition(".")[0], len(order)) for name in found}
    return {name: found[name] for name in sorted(found, key=places.__getitem__)}, learners


def _solutions(sections: Iterable[str]) -> dict[str, str]:
    """Fingerprints of the course's own solutions, by exercise; none of a section that this copy does not have."""
    found: dict[str, str] = {}
    for name in sections:
        with contextlib.suppress(SectionError):
            section = load(name)
            if section.lab() is not None:
                lab = transform((section.folder / "lab" / "handler.py").read_text("utf-8"), solution=True)
                found[f"{name}.lab"] = lab_fingerprint(lab, section)
            found |= read_notebook(notebook(section, None, solution=True).decode(), section).fingerprints
    return found
