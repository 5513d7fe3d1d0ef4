"""`class.toml`: all that is settled about a class, in one file that every later command reads."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from lambda_workshop.authoring.section import Section, all_sections, load
from lambda_workshop.checks import Exercise
from lambda_workshop.classroom.toml_table import Lines, Mistake, Table, parsed

FILE = "class.toml"
BEST, LAST, FIRST = ATTEMPTS = ("best", "last", "first")
ONE, BY_SECTION = CANVAS_COLUMNS = ("one", "sections")


class ClassFileError(Exception):
    """The class file is missing or wrong; the message names each mistake with its line and what to write."""

    def __init__(self, message: str, mistakes: Sequence[Mistake] = ()) -> None:
        super().__init__(message)
        self.mistakes = tuple(mistakes)


@dataclass(frozen=True)
class Learner:
    """One of the roster. `id` is the learner's name in folders and on the hub; the others are numbers of other systems.

    `moodle` is the participant's number of the grading worksheet, `canvas` the user's number in Canvas, `sis` the SIS
    login, `git` the address of the learner's repository.
    """

    id: str
    name: str = ""
    email: str = ""
    moodle: str = ""
    canvas: str = ""
    sis: str = ""
    git: str = ""

    @property
    def shown(self) -> str:
        """The name, or the id where there is none."""
        return self.name or self.id


@dataclass(frozen=True)
class LateRule:
    """What a late hand-in costs.

    Attributes:
        grace: how long after the time it is still in time.
        percent: of the points earned, for each day that has begun.
        cut_off: how long after the time it still counts; None for ever.
    """

    grace: timedelta = timedelta(minutes=10)
    percent: float = 10.0
    cut_off: timedelta | None = None


@dataclass(frozen=True)
class Due:
    """When these sections are due, and what being late costs."""

    at: datetime
    sections: tuple[str, ...]
    rule: LateRule


@dataclass(frozen=True)
class ClassFile:
    """A class.

    Attributes:
        path: the file.
        name: what it is called, for people.
        sections: ids of the sections that are set, in the class's order.
        labs: whether their labs are set.
        answers_on_disk: whether learners' copies of the course hold checks and solutions.
        attempt: which of several hand-ins counts: `best`, `last` or `first`.
        zone: the time zone of times without one.
        notes: a folder with your own words for a section, such as `sqs.md`; None for none.
        extra: a folder with your own steps; None for none.
        total: what everything together counts for; None for the points of the checks.
        weights: factors of sections and exercises, by id.
        due: the due dates.
        learners: the roster by id; empty where there is none.
        canvas_assignment: the title of Canvas's column, as in `Lambda (4711)`, and of each section's where it is by
            section.
        canvas_columns: `one` or `sections`.
        submit_to: where learners hand in, in words for the mail.
    """

    path: Path
    name: str
    sections: tuple[str, ...]
    labs: bool = True
    answers_on_disk: bool = True
    attempt: str = BEST
    zone: tzinfo = UTC
    notes: Path | None = None
    extra: Path | None = None
    total: float | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    due: tuple[Due, ...] = ()
    learners: Mapping[str, Learner] = field(default_factory=dict)
    canvas_assignment: str = "AWS Lambda, trigger by trigger"
    canvas_columns: str = ONE
    submit_to: str = ""

    @property
    def slug(self) -> str:
        """The name as a file's name may have it."""
        plain = unicodedata.normalize("NFKD", self.name).encode("ascii", "ignore").decode().lower()
        return "-".join("".join(one if one.isalnum() else " " for one in plain).split()) or "class"

    def exercises(self) -> dict[str, float]:
        """Every exercise that is set, with the points of its check, in the class's order."""
        return {
            f"{section.id}.{item.name}": item.points
            for section in map(load, self.sections)
            for item in exercises_of(section, labs=self.labs)
        }

    def due_of(self, section: str) -> Due | None:
        """When a section is due: the last date that names it, else the last for all; None for never."""
        mine = [due for due in self.due if section in due.sections] or [due for due in self.due if not due.sections]
        return mine[-1] if mine else None

    def local(self, time: datetime) -> datetime:
        """The time in the class's zone; one without a zone is taken for the class's."""
        return time.replace(tzinfo=self.zone) if time.tzinfo is None else time.astimezone(self.zone)


def exercises_of(section: Section, *, labs: bool) -> list[Exercise]:
    """A section's exercises; its lab with them where labs are set, or where it is a lab alone."""
    lab = section.lab() if labs or not section.has_notebook else None
    return [*section.exercises(), *([lab] if lab is not None else [])]


def find_class(given: Path | None = None) -> ClassFile | None:
    """The class of this file, else of the nearest `class.toml` at or above here; None without one.

    Raises:
        ClassFileError: the file is wrong, or the one that was named is missing.
    """
    if given is not None:
        return read_class(given / FILE if given.is_dir() else given)
    here = Path.cwd()
    path = next((folder / FILE for folder in (here, *here.parents) if (folder / FILE).is_file()), None)
    return None if path is None else read_class(path)


def needed_class(given: Path | None = None) -> ClassFile:
    """The same, where nothing can be done without one; raises ClassFileError."""
    found = find_class(given)
    if found is None:
        raise ClassFileError(f"There is no {FILE} here or above. `workshop class new` writes one, or name it: --class.")
    return found


def read_class(path: Path) -> ClassFile:
    """Read the file; raises ClassFileError with every mistake and its line."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ClassFileError(f"{path} is not written in UTF-8: save it as UTF-8 text.") from error
    except OSError as error:
        raise ClassFileError(f"{path} cannot be read: {error.strerror}.") from error
    top, lines = parsed(text)
    found = None if lines.mistakes else _class(path, top, lines)
    if lines.mistakes or found is None:
        ordered = sorted(lines.mistakes, key=lambda one: one.line)
        said = "\n".join(f"{path}, line {one.line}: {one.text}" for one in ordered)
        raise ClassFileError(said, ordered)
    return found


def _class(path: Path, top: Table, lines: Lines) -> ClassFile:
    known = [section.id for section in all_sections()]
    sections = top.texts("sections", needed=True, known=known, what="section of the course")
    labs = top.yes("labs", True)
    zone = _zone(top)
    items = [item for name in sections for item in exercises_of(load(name), labs=labs)]
    exercises = {f"{name}.{item.name}" for name in sections for item in exercises_of(load(name), labs=labs)}
    if sections and not items:
        top.wrong("sections", "nothing in these sections can be graded: add one with exercises")
    points = top.table("points")
    total = points.number("total", least=0.01)
    weights = points.table("weights").numbers({*sections, *exercises}, "section or exercise of this class")
    points.end()
    rule = _late(top.table("late"), LateRule())
    due = _due(top, sections, zone, rule)
    lms = top.table("lms")
    found = ClassFile(
        path=path,
        name=top.text("name", needed=True),
        sections=sections,
        labs=labs,
        answers_on_disk=top.yes("answers_on_disk", True),
        attempt=top.text("attempt", BEST, choices=ATTEMPTS),
        zone=zone,
        notes=_folder(top, "notes", path, ".md", known),
        extra=_folder(top, "extra", path, ".py", known),
        total=total,
        weights=weights,
        due=due,
        learners=_learners(top.table("learners")),
        canvas_assignment=lms.text("canvas_assignment", ClassFile.canvas_assignment),
        canvas_columns=lms.text("canvas_columns", ONE, choices=CANVAS_COLUMNS),
        submit_to=top.text("submit_to"),
    )
    lms.end()
    top.end()
    return found


def _zone(top: Table) -> tzinfo:
    name = top.text("time_zone", "UTC")
    try:
        return UTC if name == "UTC" else ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        top.wrong("time_zone", f"`{name}` is no time zone; write one such as Europe/Berlin or America/New_York")
        return UTC


def _late(table: Table, default: LateRule) -> LateRule:
    grace = table.number("grace_minutes", default.grace / timedelta(minutes=1), most=7 * 24 * 60) or 0.0
    percent = table.number("penalty_percent", default.percent, most=100)
    days = table.number("cut_off_days", default.cut_off / timedelta(days=1) if default.cut_off else None, most=3650)
    table.end()
    cut_off = None if days is None else timedelta(days=days)
    rule = replace(default, grace=timedelta(minutes=grace), percent=percent or 0.0, cut_off=cut_off)
    if cut_off is not None and cut_off < rule.grace:
        table.wrong("cut_off_days", "the cut-off comes before the grace is over: give it more days, or less grace")
    return rule


def _due(top: Table, sections: Sequence[str], zone: tzinfo, rule: LateRule) -> tuple[Due, ...]:
    found = []
    for table in top.tables("due"):
        at = table.time("at", needed=True)
        named = table.texts("sections", known=sections, what="section of this class")
        own = _late(table.table("late"), rule) if "late" in table else rule
        table.end()
        if at is not None:
            found.append(Due(at.replace(tzinfo=zone) if at.tzinfo is None else at, named, own))
    return tuple(found)


def _folder(top: Table, key: str, path: Path, ending: str, sections: Sequence[str]) -> Path | None:
    name = top.text(key)
    if not name:
        return None
    folder = path.parent / name
    if not folder.is_dir():
        top.wrong(key, f"{folder} is no folder: make it, or leave `{key}` out")
        return None
    known = {f"{section}{ending}" for section in sections}
    known |= {f"{section.replace('-', '_')}{ending}" for section in sections}
    for file in sorted(folder.glob(f"*{ending}")):
        if file.name not in known:
            top.wrong(key, f"{file} is named after no section; such a file is sqs{ending} or rest_api{ending}")
    return folder


def _learners(table: Table) -> dict[str, Learner]:
    found: dict[str, Learner] = {}
    seen: dict[tuple[str, str], str] = {}
    lower: dict[str, str] = {}
    for key, one in table.below():
        learner = Learner(
            key,
            name=one.text("name"),
            email=one.text("email"),
            moodle=one.text("moodle"),
            canvas=one.text("canvas"),
            sis=one.text("sis"),
            git=one.text("git"),
        )
        one.end()
        if not key.strip() or any(not sign.isprintable() or sign in '/\\:*?"<>|~' for sign in key):
            table.wrong(key, f"`{key}` cannot be a folder's name: use letters, digits, - and _")
        if learner.email and "@" not in learner.email:
            one.wrong("email", f"`{learner.email}` is no address")
        if (other := lower.setdefault(key.casefold(), key)) != key:
            table.wrong(key, f"`{key}` and `{other}` are the same name on some disks: choose another")
        for system in ("email", "moodle", "canvas", "sis", "git"):
            value = getattr(learner, system)
            if value and (other := seen.setdefault((system, value.casefold()), key)) != key:
                one.wrong(system, f"`{key}` and `{other}` have the same {system}: {value}")
        found[key] = learner
    return found
