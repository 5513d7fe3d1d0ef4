"""Moodle's grading worksheet, filled in as it was downloaded, and the zip file of its feedback files.

The worksheet's columns and their order come from `mod/assign/gradingtable.php`; what is read of it, from
`mod/assign/feedback/offline/importgradeslib.php` and `locallib.php`: the participant's number at the end of the first
column, the grade, the time of the last change (left as it is, or Moodle takes the row for stale), the comments. Heads
are in the teacher's language and are compared by Moodle in it: they stay, and columns are known by what is in them.
Feedback files are known by their names, `NAME_NUMBER_assignfeedback_file_FILE`: `feedback/file/importziplib.php`.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lambda_workshop.classroom.exports.tables import ExportError, Sheet, points, read_sheet
from lambda_workshop.classroom.marks import Mark
from lambda_workshop.classroom.roster import owner
from lambda_workshop.grading.reports.tables import harmless

_NUMBER = re.compile(r"^(?P<word>\D*)(?P<number>\d+)$")
_DECIMAL = re.compile(r"^\d+(?:[.,]\d+)?$")
_TIME = re.compile(r"^-$|\d{1,2}[:.]\d{2}")


@dataclass(frozen=True)
class Columns:
    """Where in the worksheet a column stands; `comments` is -1 where there is none."""

    number: int
    grade: int
    largest: int
    comments: int


def columns_of(sheet: Sheet) -> Columns:
    """The columns by what is in them, in whatever language; raises ExportError."""
    numbered = [place for place in range(len(sheet.heads)) if _all(sheet.column(place), _NUMBER)]
    if not numbered or numbered[0] != 0:
        raise ExportError(
            "The worksheet's first column has no participants' numbers: download the grading worksheet of the "
            "assignment again, with *Offline grading worksheet* switched on among its feedback types."
        )
    for place in range(2, len(sheet.heads)):
        largest, grade = sheet.column(place), sheet.column(place - 1)
        one = largest[0]
        same = all(cell == one for cell in largest) and _DECIMAL.match(one) and _decimal(one) > 0
        if same and all(not cell or cell == "-" or _DECIMAL.match(cell) for cell in grade):
            last = len(sheet.heads) - 1
            spoken = last > place and not all(_TIME.search(cell) for cell in sheet.column(last))
            return Columns(0, place - 1, place, last if spoken else -1)
    raise ExportError(
        "The worksheet has no column of maximum grades: set the assignment's grade to points (not to a scale), and "
        "download the worksheet again."
    )


def filled_in(path: Path, marks: Iterable[Mark]) -> tuple[str, list[str]]:
    """The worksheet's text with every mark in its row, and what an instructor must know of it.

    Raises:
        ExportError: it is no worksheet, or Moodle would skip grades as too high.
    """
    sheet = read_sheet(path)
    columns = columns_of(sheet)
    every = list(marks)
    rows = _rows(sheet, columns, every)
    notes: list[str] = []
    most = _decimal(sheet.body[0][columns.largest])
    highest = max((mark.grade.points for mark in every), default=0.0)
    if highest > most + 0.005:
        raise ExportError(
            f"Moodle's maximum grade is {most:g} and there are marks of {highest:g}, which it would skip: set the "
            f"assignment's maximum to {max(mark.grade.max_points for mark in every):g}, or `total = {most:g}` below "
            "[points] in class.toml."
        )
    for mark in every:
        row = rows.get(mark.learner.id)
        if row is None:
            notes.append(f"{mark.learner.shown} is not in Moodle's worksheet")
        elif not mark.complete:
            notes.append(f"{mark.learner.shown} could not be graded: the row stays as it was")
        else:
            row[columns.grade] = points(mark.grade.points)
            if columns.comments >= 0:
                row[columns.comments] = str(harmless(comment(mark)))
    if columns.comments < 0:
        notes.append("The worksheet has no comments: switch *Feedback comments* on in the assignment to have them")
    return sheet.to_text(), notes


def write_feedback(path: Path, marks: Iterable[Mark], pages: Mapping[str, str], worksheet: Path | None) -> list[str]:
    """Write the zip file that *Upload multiple feedback files in a zip* takes; `pages` are the files' texts by learner.

    Returns who is not in it, and why.
    """
    every = list(marks)
    numbers = {mark.learner.id: mark.kept.ids.get("moodle", "") for mark in every}
    if worksheet is not None:
        sheet = read_sheet(worksheet)
        columns = columns_of(sheet)
        for identity, row in _rows(sheet, columns, every).items():
            if match := _NUMBER.match(row[columns.number].strip()):
                numbers[identity] = match["number"]
    notes = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for mark in every:
            if not numbers[mark.learner.id]:
                notes.append(f"{mark.learner.shown} has no participant's number, and is not in {path.name}")
                continue
            # Moodle cuts the name at underscores.
            name = re.sub(r'[_/\\:*?"<>|]+', " ", mark.learner.shown).strip().lstrip(".~") or "learner"
            member = f"{name}_{numbers[mark.learner.id]}_assignfeedback_file_feedback.html"
            archive.writestr(zipfile.ZipInfo(member), pages[mark.learner.id].encode(errors="backslashreplace"))
    return notes


def comment(mark: Mark) -> str:
    """What stands in a gradebook beside the points."""
    said = f"{points(mark.grade.points)} of {points(mark.grade.max_points)} points."
    reasons = dict.fromkeys(item.reason for item in mark.grade.exercises if "instructor" in item.reason)
    return " ".join([said, *mark.kept.comments, *(f"{reason}." for reason in reasons)])


def _rows(sheet: Sheet, columns: Columns, marks: list[Mark]) -> dict[str, list[str]]:
    """Each learner's row: by the participant's number, else by name or address."""
    found: dict[str, list[str]] = {}
    known = {mark.learner.id: mark.learner for mark in marks}
    by_number = {mark.kept.ids["moodle"]: mark.learner.id for mark in marks if mark.kept.ids.get("moodle")}
    for row in sheet.body:
        match = _NUMBER.match(row[columns.number].strip())
        identity = by_number.get(match["number"]) if match else None
        if identity is None:
            texts = [cell for cell in row[1 : columns.grade] if cell and not _DECIMAL.match(cell)]
            fitting = {one.id for cell in texts if (one := owner(known, cell, {})) is not None and not one.moodle}
            identity = fitting.pop() if len(fitting) == 1 else None
        if identity is not None:
            found.setdefault(identity, row)
    return found


def _all(cells: list[str], pattern: re.Pattern[str]) -> bool:
    return bool(cells) and all(pattern.match(cell) for cell in cells)


def _decimal(text: str) -> float:
    return float(text.replace(",", "."))
