"""Everything back in one step: reports, and the forms of each system, below one folder of grades."""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lambda_workshop.classroom.class_file import ClassFile
from lambda_workshop.classroom.exports import canvas, moodle, others
from lambda_workshop.classroom.exports.tables import ExportError
from lambda_workshop.classroom.marks import Mark, Marks
from lambda_workshop.grading.reports import write_reports
from lambda_workshop.grading.reports.feedback import feedback_page
from lambda_workshop.grading.store import Kept, write_atomically

FOLDER = "back"


@dataclass(frozen=True)
class HandedBack:
    """What was written, and what an instructor must know of it."""

    written: tuple[Path, ...]
    notes: tuple[str, ...]


class Marked:
    """Marks in the place of grades, for the reports."""

    def __init__(self, marks: list[Mark]) -> None:
        self._marks = marks

    def every(self) -> Iterator[Kept]:
        """Each learner's mark."""
        for mark in self._marks:
            yield mark.kept


def write_marks(folder: Path, settings: ClassFile | None) -> list[Path]:
    """Write the reports anew, with weights, lateness and decisions in them; raises StoreError."""
    return write_reports(Marked(list(Marks(folder, settings).every())), folder)


def hand_back(
    folder: Path, settings: ClassFile | None, *, worksheet: Path | None = None, gradebook: Path | None = None
) -> HandedBack:
    """Write the reports and `folder/back/` for Moodle, Canvas, a mail merge and GitHub.

    Args:
        folder: the folder of grades.
        settings: the class.
        worksheet: Moodle's grading worksheet as it was downloaded.
        gradebook: Canvas's gradebook as it was exported.

    Raises:
        ExportError: there is nothing to hand back, or one of the two cannot be filled in.
        StoreError: a report cannot be written.
    """
    every = Marks(folder, settings)
    marks = list(every.every())
    if not marks:
        raise ExportError(f"There are no grades in {folder}: `workshop grade SUBMISSIONS --out {folder}` makes them.")
    name = settings.name if settings else "AWS Lambda, trigger by trigger"
    written = write_reports(Marked(marks), folder)
    pages = {mark.learner.id: feedback_page(mark.grade, mark.kept.comments) for mark in marks}
    back = folder / FOLDER
    notes: list[str] = []
    try:
        back.mkdir(exist_ok=True)
        if worksheet is not None or any(mark.kept.ids.get("moodle") for mark in marks):
            if worksheet is not None:
                text, said = moodle.filled_in(worksheet, marks)
                written.append(_put(back / "moodle-worksheet.csv", text))
                notes += said
            written.append(back / "moodle-feedback.zip")
            notes += moodle.write_feedback(written[-1], marks, pages, worksheet)
        if gradebook is not None or any(mark.kept.ids.get("canvas") for mark in marks):
            text, said = canvas.gradebook(marks, settings, gradebook)
            written.append(_put(back / "canvas-gradebook.csv", text))
            notes += said
            if any(mark.kept.ids.get("canvas_file") for mark in marks):
                written.append(back / "canvas-comments.zip")
                notes += canvas.write_comments(written[-1], marks, pages)
        written.append(_put(back / "mail-merge.csv", others.mail_merge(marks, name)))
        for mark in marks:
            if check := others.github_check(mark, name):
                repository, run = check
                place = back / "github" / f"{urllib.parse.quote(repository, safe='')}.json"
                place.parent.mkdir(exist_ok=True)
                written.append(_put(place, run))
    except OSError as error:
        raise ExportError(f"{back} cannot be written: {error}.") from error
    notes += [f"{mark.learner.shown} could not be graded: no points anywhere" for mark in marks if not mark.complete]
    if missing := every.missing():
        names = ", ".join(learner.shown for learner in missing)
        notes.append(f"Nothing was handed in by {names}: their cells stay empty")
    return HandedBack(tuple(written), tuple(dict.fromkeys(notes)))


def _put(path: Path, text: str) -> Path:
    write_atomically(path, text)
    return path
