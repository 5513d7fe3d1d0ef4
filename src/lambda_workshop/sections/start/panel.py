"""The course as a map of sections and skills, and all triggers in one table: both made from the sections that there are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambda_workshop.authoring.section import Section, all_sections, finished_sections
from lambda_workshop.checks import Status
from lambda_workshop.doctor import examine
from lambda_workshop.notebook.display import Linked, Output, Table
from lambda_workshop.progress import Progress, Standing

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import Lesson

# Each skill, and the heading of every lesson under which it is practised.
SKILLS = {"predict": "Predict", "handle": "Handle it", "wire": "Wire it", "debug": "Break it"}
_SHORT = {
    Status.PASSED: "passed",
    Status.NOT_YET: "not yet",
    Status.NOT_ATTEMPTED: "open",
    Status.BLOCKED: "open",
    Status.UNAVAILABLE: "open",
}
TRIGGER_COLUMNS = ("Section", "Push or poll", "Invocation", "Permission", "Who retries", "Where failures go", "Quota")


def course_map(folder: Path | None = None) -> Output:
    """Every section and what of it is passed; `folder` is the learner's state folder unless it is the usual one."""
    standings = (Progress() if folder is None else Progress(folder)).standings()
    rows = []
    for section in finished_sections()[0]:
        done = {
            exercise.name: _SHORT[standings.get((section.id, exercise.name), Standing()).status]
            for exercise in section.exercises()
        }
        skills = [
            Linked(done[skill], _notebook(section, heading)) if skill in done else "-"
            for skill, heading in SKILLS.items()
        ]
        others = ", ".join(f"{name}: {state}" for name, state in done.items() if name not in SKILLS)
        more = Linked(others, _notebook(section)) if others else "-"
        title = Linked(section.title, _notebook(section)) if section.has_notebook else section.title
        rows.append((title, *skills, more if section.has_notebook else f"labs/{section.file_name}"))
    return Output(Table("Your way through the course", ("Section", *SKILLS, "Others"), rows))


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
                    Linked(section.title, _notebook(section)),
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


def sortable_triggers() -> Any:
    """The table of triggers with a list of columns to sort it by."""
    import ipywidgets as widgets

    column = widgets.Dropdown(options=TRIGGER_COLUMNS, description="Sort by")
    shown = widgets.HTML()

    def show(name: str) -> None:
        shown.value = triggers(sort_by=name)._repr_mimebundle_()["text/html"]

    column.observe(lambda change: show(change["new"]), names="value")
    show(column.value)
    return widgets.VBox([column, shown])


def doctor() -> Output:
    """What `workshop doctor` finds, as a table."""
    rows = [
        (
            finding.subject,
            "ok" if finding.ok else "missing" if finding.needed else "missing, but the notebooks work without it",
            finding.text,
            finding.remedy or "-",
        )
        for finding in examine()
    ]
    return Output(Table("What the course needs", ("What", "State", "Found", "How to get it"), rows))


def panel(lesson: Lesson) -> Output:
    """The map: it needs no buttons."""
    return course_map()


def _notebook(section: Section, heading: str = "") -> str:
    """The section's notebook beside this one, opened at a heading."""
    place = f"#{heading.replace(' ', '-')}" if heading else ""
    return f"{section.file_name}.ipynb{place}"
