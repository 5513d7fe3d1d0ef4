"""What becomes of the grades: tables for other programs, a page for each learner, a page for the class.

Written from the store, one grade after the other, so that ten thousand need no more memory than ten.
"""

from __future__ import annotations

from pathlib import Path

from lambda_workshop.grading.reports.class_page import ClassPage
from lambda_workshop.grading.reports.feedback import feedback_page
from lambda_workshop.grading.reports.tables import Tables
from lambda_workshop.grading.store import Store, StoreError, file_name, write_atomically


def write_reports(store: Store, folder: Path) -> list[Path]:
    """Write every report below the folder, over those of an earlier run; returns what an instructor opens first.

    Raises:
        StoreError: the folder cannot be written.
    """
    pages = folder / "feedback"
    columns: dict[str, float] = {}
    for kept in store.every():
        columns |= {item.exercise: item.max_points for item in kept.grade.exercises}
    tables, page = Tables(columns), ClassPage(columns)
    try:
        pages.mkdir(parents=True, exist_ok=True)
        with tables.writing(folder):
            for kept in store.every():
                tables.add(kept)
                page.add(kept.grade)
                name = file_name(kept.grade.learner)
                write_atomically(pages / f"{name}.html", feedback_page(kept.grade))
        write_atomically(folder / "class.html", page.html())
    except OSError as error:
        raise StoreError(f"The reports cannot be written: {error}") from error
    return [folder / "class.html", *(folder / name for name in Tables.NAMES), pages]
