"""Canvas's gradebook, in an existing assignment or a new one, and the zip file of comments on submissions.

What the import reads stands in `lib/gradebook_importer.rb`: the heads Student, ID, SIS User ID, SIS Login ID and
Section, then assignments by `TITLE (NUMBER)` or by title. The row of points possible would change an assignment: it
stays as it was exported. An empty cell changes nothing. A comment's file is known by the user's and the attachment's
numbers in its name (`infer_comment_context_from_filename` in `app/models/assignment.rb`): the name of the file that was
handed in, with another ending.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from lambda_workshop.authoring.section import load
from lambda_workshop.classroom.class_file import BY_SECTION, ClassFile
from lambda_workshop.classroom.exports.tables import ExportError, Sheet, points, read_sheet
from lambda_workshop.classroom.marks import Mark
from lambda_workshop.classroom.roster import owner
from lambda_workshop.grading.reports.tables import harmless

HEADS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_ASSIGNMENT = re.compile(r"^(?P<title>.*) \((?P<number>\d+)\)$")
_ABOUT_STUDENTS = ("Integration ID", "Root Account", "LastName", "FirstName")
_PREFIX = re.compile(r"^(?P<prefix>.*?\d+_\d+|(?:.*_)?anon_[A-Za-z0-9]+_\d+)_")


def gradebook(marks: Iterable[Mark], settings: ClassFile | None, exported: Path | None) -> tuple[str, list[str]]:
    """The CSV file for *Import* in the gradebook, and what an instructor must know of it.

    With the gradebook as it was exported, its students and its assignments are used; else the file makes a new column.
    Raises ExportError.
    """
    every = list(marks)
    titles = _titles(every, settings)
    if exported is None:
        return _anew(every, titles), []
    sheet = read_sheet(exported)
    if not {"Student", "ID"} <= set(sheet.heads):
        raise ExportError(f"{exported} is not Canvas's gradebook: its heads begin with Student, ID.")
    places = {title: _place(sheet, title) for title in titles}
    if lost := [title for title, place in places.items() if place is None]:
        known = ", ".join(head for head in sheet.heads if _ASSIGNMENT.match(head)) or "none"
        raise ExportError(
            f"The gradebook has no assignment {lost[0]!r}; it has: {known}. Name it in class.toml: canvas_assignment."
        )
    kept = [
        place
        for place, head in enumerate(sheet.heads)
        if head in (*HEADS, *_ABOUT_STUDENTS) or place in places.values()
    ]
    notes: list[str] = []
    rows = _students(sheet, every)
    for mark in every:
        row = rows.get(mark.learner.id)
        if row is None:
            notes.append(f"{mark.learner.shown} is not in Canvas's gradebook")
            continue
        for title, place in places.items():
            assert place is not None
            row[place] = _score(mark, titles[title])
        if not mark.complete:
            notes.append(f"{mark.learner.shown} could not be graded: the cell is empty, which changes nothing")
    return replace(sheet, rows=[[row[place] for place in kept] for row in sheet.rows]).to_text(), notes


def write_comments(path: Path, marks: Iterable[Mark], pages: Mapping[str, str]) -> list[str]:
    """Write the zip file that *Upload Submissions* takes; returns who is not in it."""
    notes = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for mark in marks:
            match = _PREFIX.match(mark.kept.ids.get("canvas_file", ""))
            if match is None:
                notes.append(f"{mark.learner.shown} handed in nothing through Canvas, and is not in {path.name}")
                continue
            member = f"{match['prefix']}_feedback.html"
            archive.writestr(zipfile.ZipInfo(member), pages[mark.learner.id].encode(errors="backslashreplace"))
    return notes


def _titles(marks: list[Mark], settings: ClassFile | None) -> dict[str, str]:
    """Each column's title, with the section that it is for; empty for all of them."""
    title = settings.canvas_assignment if settings else ClassFile.canvas_assignment
    if settings is None or settings.canvas_columns != BY_SECTION:
        return {title: ""}
    sections = dict.fromkeys(item.section for mark in marks for item in mark.grade.exercises)
    return {f"{title}: {load(section).title}": section for section in sections}


def _anew(marks: list[Mark], titles: Mapping[str, str]) -> str:
    most = {
        section: max((_sum(mark, section, largest=True) for mark in marks), default=0.0) for section in titles.values()
    }
    rows = [[*HEADS, *titles], ["    Points Possible", "", "", "", "", *(points(most[one]) for one in titles.values())]]
    for mark in marks:
        about = [str(harmless(mark.learner.shown)), mark.kept.ids.get("canvas", ""), "", mark.learner.sis, ""]
        rows.append([*about, *(_score(mark, section) for section in titles.values())])
    return Sheet(rows).to_text()


def _score(mark: Mark, section: str) -> str:
    return points(_sum(mark, section)) if mark.complete else ""


def _sum(mark: Mark, section: str, *, largest: bool = False) -> float:
    items = [item for item in mark.grade.exercises if section in ("", item.section)]
    return sum(item.max_points if largest else item.points for item in items)


def _place(sheet: Sheet, title: str) -> int | None:
    """Where the assignment of this title stands, given with its number or without."""
    for place, head in enumerate(sheet.heads):
        match = _ASSIGNMENT.match(head)
        if head == title or (match is not None and match["title"] == title):
            return place
    return None


def _students(sheet: Sheet, marks: list[Mark]) -> dict[str, list[str]]:
    """Each learner's row: by Canvas's number, the SIS login, else by name."""
    known = {mark.learner.id: mark.learner for mark in marks}
    numbers = {mark.kept.ids["canvas"]: mark.learner.id for mark in marks if mark.kept.ids.get("canvas")}
    logins = {mark.learner.sis: mark.learner.id for mark in marks if mark.learner.sis}
    at = {head: place for place, head in enumerate(sheet.heads)}
    found: dict[str, list[str]] = {}
    for row in sheet.body:
        login = row[at["SIS Login ID"]] if "SIS Login ID" in at else ""
        identity = numbers.get(row[at["ID"]]) or (logins.get(login) if login else None)
        if identity is None and (one := owner(known, row[at["Student"]], {})) is not None:
            identity = one.id if not one.canvas else None
        if identity is not None:
            found.setdefault(identity, row)
    return found
