"""The course as a map of sections and skills, and all triggers in one table: both made from the sections that there are."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambda_workshop.checks import Status
from lambda_workshop.notebook.display import Output, Table
from lambda_workshop.progress import Progress, Standing
from lambda_workshop.section import Section, all_sections

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import Lesson

SKILLS = ("predict", "handle", "wire", "debug")
_SHORT = {
    Status.PASSED: "passed",
    Status.NOT_YET: "not yet",
    Status.NOT_ATTEMPTED: "open",
    Status.BLOCKED: "open",
    Status.UNAVAILABLE: "open",
}
TRIGGER_COLUMNS = ("Section", "Push or poll", "Invocation", "Permission", "Who retries", "Where failures go", "Quota")


class CourseMap(Output):
    """The map; as HTML each section is a link to its notebook."""

    def __init__(self, rows: list[tuple[Section, dict[str, str], str]]) -> None:
        self._rows = rows
        header = ("Section", *SKILLS, "Others")
        table = [(section.title, *(done.get(skill, "-") for skill in SKILLS), others) for section, done, others in rows]
        super().__init__(Table("Your way through the course", header, table))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        bundle = super()._repr_mimebundle_()
        text = bundle["text/html"]
        for section, _done, _others in self._rows:
            title = html.escape(section.title)
            link = f'<a href="{section.file_name}.ipynb">{title}</a>'
            text = text.replace(f">{title}</th>", f">{link}</th>")
        return bundle | {"text/html": text}


def course_map(folder: Path | None = None) -> CourseMap:
    """Every section and what of it is passed; `folder` is the learner's state folder unless it is the usual one."""
    standings = (Progress() if folder is None else Progress(folder)).standings()
    rows = []
    for section in all_sections():
        done = {
            exercise.name: _SHORT[standings.get((section.id, exercise.name), Standing()).status]
            for exercise in section.exercises()
        }
        others = ", ".join(f"{name}: {state}" for name, state in done.items() if name not in SKILLS)
        rows.append((section, done, others or "-"))
    return CourseMap(rows)


def triggers(*, sort_by: str = "Section") -> Output:
    """The facts of every trigger of the course, sorted by one of the columns."""
    if sort_by not in TRIGGER_COLUMNS:
        return Output(f"There is no column `{sort_by}`. There are: {', '.join(TRIGGER_COLUMNS)}.")
    rows = []
    for section in all_sections():
        facts = section.trigger
        if facts is not None:
            quota = facts.quotas[0] if facts.quotas else None
            rows.append(
                (
                    section.title,
                    facts.model,
                    facts.invocation,
                    facts.permission,
                    facts.retries,
                    facts.failures,
                    f"{quota.name}: {quota.value}" if quota else "-",
                )
            )
    if sort_by != "Section":
        rows.sort(key=lambda row: row[TRIGGER_COLUMNS.index(sort_by)])
    return Output(Table(f"Every trigger, by {sort_by.lower()}", TRIGGER_COLUMNS, rows))


def panel(lesson: Lesson) -> CourseMap:
    """The map: it needs no buttons."""
    return course_map()
