"""The grades as CSV: our own table, and the forms that nbgrader, Canvas and Moodle read.

nbgrader: the columns of `nbgrader export`. Canvas: its gradebook's, with the row of points possible. Moodle: its
grading worksheet's for an assignment.
"""

from __future__ import annotations

import contextlib
import csv
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lambda_workshop.grading.grade import Grade
from lambda_workshop.grading.store import Kept, file_name

_ASSIGNMENT = "AWS Lambda, trigger by trigger"
_NBGRADER = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
    "raw_score", "late_submission_penalty", "score", "max_score",
)  # fmt: skip
_MOODLE = (
    "Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade", "Grade can be changed",
    "Last modified (grade)", "Feedback comments",
)  # fmt: skip


class Tables:
    """All four tables, written a learner at a time. `columns` are all exercises with their points."""

    NAMES = ("grades.csv", "nbgrader.csv", "canvas.csv", "moodle.csv")

    def __init__(self, columns: Mapping[str, float]) -> None:
        self._columns = columns
        self._sections: dict[str, float] = {}
        for name, points in columns.items():
            section = name.partition(".")[0]
            self._sections[section] = self._sections.get(section, 0.0) + points
        self._writers: dict[str, Any] = {}

    @contextlib.contextmanager
    def writing(self, folder: Path) -> Iterator[None]:
        """Open the tables and write their heads; they take their names once all is written."""
        drafts = {name: folder / f".{name}.draft" for name in self.NAMES}
        with contextlib.ExitStack() as stack:
            for name, draft in drafts.items():
                # Excel knows UTF-8 by its mark; the others' importers do without.
                encoding = "utf-8-sig" if name == "grades.csv" else "utf-8"
                file = stack.enter_context(draft.open("w", encoding=encoding, errors="backslashreplace", newline=""))
                self._writers[name] = csv.writer(file)
            total = sum(self._sections.values())
            head = ["learner", *self._columns, *(f"{name} (section)" for name in self._sections)]
            self._row("grades.csv", *head, "points", "max_points", "percent", "notices", "not graded", "feedback")
            self._row("nbgrader.csv", *_NBGRADER)
            self._row("canvas.csv", "Student", "ID", "SIS User ID", "SIS Login ID", "Section", _ASSIGNMENT)
            self._row("canvas.csv", "    Points Possible", "", "", "", "", total)
            self._row("moodle.csv", *_MOODLE)
            yield
        for name, draft in drafts.items():
            os.replace(draft, folder / name)  # noqa: PTH105

    def add(self, kept: Kept) -> None:
        """One learner's rows."""
        grade = kept.grade
        points = {item.exercise: item.points for item in grade.exercises}
        of = dict.fromkeys(self._sections, 0.0)
        for name, value in points.items():
            of[name.partition(".")[0]] += value
        every = [_points(points[name]) if name in points else "" for name in self._columns]
        total = sum(self._sections.values())
        percent = 100 * grade.points / total if total else 0.0
        sums = [_points(value) for value in of.values()]
        page = f"feedback/{file_name(grade.learner)}.html"
        self._row(
            "grades.csv", grade.learner, *every, *sums, _points(grade.points), _points(total), _points(percent),
            len(grade.notices), grade.failed, page,
        )  # fmt: skip
        # What could not be graded is no zero: an empty cell leaves a gradebook as it is.
        for section, value in of.items():
            score = "" if grade.failed else _points(value)
            row = [section, "", "", grade.learner, "", "", "", score, 0.0, score]
            self._row("nbgrader.csv", *row, self._sections[section])
        score = "" if grade.failed else _points(grade.points)
        self._row("canvas.csv", grade.learner, kept.ids.get("canvas", ""), "", "", "", score)
        participant = f"Participant {kept.ids['moodle']}" if "moodle" in kept.ids else ""
        self._row("moodle.csv", participant, grade.learner, "", "Submitted for grading", *_moodle(grade, total))

    def _row(self, name: str, *values: object) -> None:
        self._writers[name].writerow([harmless(value) for value in values])


def _moodle(grade: Grade, total: float) -> list[object]:
    passed = sum(item.points >= item.max_points for item in grade.exercises)
    if grade.failed:
        return ["", total, "Yes", "", ""]
    return [_points(grade.points), total, "Yes", "", f"{passed} of {len(grade.exercises)} exercises passed"]


def _points(value: float) -> str:
    return f"{value:.2f}"


# Where a cell may begin: Excel takes `;` for the separator wherever a comma is in decimals, and a tab from a paste.
_BEGINS_A_FORMULA = re.compile(r"(^|[;\t\r\n])([\s\"']*[=+\-@])")


def harmless(value: object) -> object:
    """The value, a text so that no spreadsheet takes it for a formula, whatever it takes for the separator."""
    if not isinstance(value, str):
        return value
    # The wide forms of the signs count too, where Chinese or Japanese is written: they are as many characters.
    plain = "".join(unicodedata.normalize("NFKC", one)[:1] for one in value)
    for place in reversed([found.start(2) for found in _BEGINS_A_FORMULA.finditer(plain)]):
        value = f"{value[:place]}'{value[place:]}"
    return value
