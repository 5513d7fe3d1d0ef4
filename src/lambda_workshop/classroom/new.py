"""`workshop class new`: five questions, and a class file that the answers are in and the other settings are told in."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TypeVar

from lambda_workshop.authoring.section import all_sections
from lambda_workshop.classroom.class_file import FILE, ClassFile, ClassFileError, Learner, read_class
from lambda_workshop.classroom.roster import RosterError, read_roster

T = TypeVar("T")
FIRST_DAY = ("start", "direct", "s3", "sqs", "http-api", "eventbridge")
"""A good first day, as INSTRUCTORS.md has it."""


@dataclass(frozen=True)
class Answers:
    """What is asked; `roster` is a table to read, `due` what every section is due by."""

    name: str
    sections: tuple[str, ...] = FIRST_DAY
    labs: bool = True
    due: datetime | None = None
    roster: Path | None = None


def ask(given: Answers, question: Callable[[str], str] = input) -> Answers:
    """Ask five questions; an empty answer takes what is `given`. A bad answer is asked for again."""
    known = {section.id for section in all_sections()}

    def sections(text: str) -> tuple[str, ...]:
        names = tuple(dict.fromkeys(text.replace(",", " ").split()))
        if unknown := [name for name in names if name not in known]:
            raise ValueError(f"There is no section {unknown[0]}; there are: {', '.join(sorted(known))}")
        return names

    def labs(text: str) -> bool:
        if text.lower() not in ("y", "yes", "n", "no"):
            raise ValueError("Answer yes or no.")
        return text.lower().startswith("y")

    def roster(text: str) -> Path:
        path = Path(text).expanduser()
        try:
            read_roster(path)
        except RosterError as error:
            raise ValueError(str(error)) from error
        return path

    def asked(text: str, default: str, read: Callable[[str], T], otherwise: T) -> T:
        while True:
            answer = question(f"{text} [{default}] ").strip()
            if not answer:
                return otherwise
            try:
                return read(answer)
            except ValueError as error:
                print(error)

    due = given.due.strftime("%Y-%m-%d %H:%M") if given.due else "never"
    return Answers(
        asked("1 of 5. What is the class called?", given.name, str, given.name),
        asked("2 of 5. Which sections?", " ".join(given.sections), sections, given.sections),
        asked("3 of 5. With their labs?", "yes" if given.labs else "no", labs, given.labs),
        asked("4 of 5. When is everything due (2026-05-04 18:00)?", due, read_time, given.due),
        asked("5 of 5. A table of the learners (CSV)?", str(given.roster or "none"), roster, given.roster),
    )


def read_time(text: str) -> datetime:
    """A day, or a day and a time; a day alone is its last minute. Raises ValueError with a sentence."""
    try:
        if len(text.strip()) == len("2026-05-04"):
            return datetime.combine(date.fromisoformat(text.strip()), time(23, 59))
        return datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError(f"{text!r} is no time: write 2026-05-04 or 2026-05-04T18:00.") from error


def write_class(folder: Path, answers: Answers, *, over: bool = False) -> ClassFile:
    """Write the class file into the folder and read it back.

    Raises:
        ClassFileError: there is one already, or it would not be right.
        RosterError: the table of learners cannot be read.
    """
    path = folder / FILE
    if path.exists() and not over:
        raise ClassFileError(f"{path} is there already: edit it, or write it anew with --force.")
    learners = read_roster(answers.roster) if answers.roster else []
    text = class_text(answers, learners)
    draft = path.with_name(f".{FILE}.draft")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        read_class(draft)
        draft.replace(path)
    except OSError as error:
        raise ClassFileError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        draft.unlink(missing_ok=True)
    return read_class(path)


def class_text(answers: Answers, learners: Sequence[Learner] = ()) -> str:
    """The file's text."""
    due = f"at = {answers.due.isoformat()}" if answers.due else "# at = 2026-05-04T18:00:00"
    first = answers.sections[0] if answers.sections else "start"
    return _TEXT.format(
        name=_quoted(answers.name),
        sections="\n".join(f"    {_quoted(name)}," for name in answers.sections),
        labs=str(answers.labs).lower(),
        first=first,
        due=f"[[due]]\n{due}" if answers.due else f"# [[due]]\n{due}",
        learners="\n".join(_learner(one) for one in learners) or _EXAMPLE,
    )


def _learner(one: Learner) -> str:
    values = [(key, getattr(one, key)) for key in ("name", "email", "moodle", "canvas", "sis", "git")]
    return f"{_quoted(one.id)} = {{ {', '.join(f'{key} = {_quoted(value)}' for key, value in values if value)} }}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


_EXAMPLE = '# ada = { name = "Ada Lovelace", email = "ada@example.org", moodle = "101", canvas = "5001" }'
_TEXT = """\
# A class. Every command reads this file: `workshop class release`, `collect`, `workshop grade`, `workshop desk`.
name = {name}

# In the class's order; notebooks and labs are numbered by it.
sections = [
{sections}
]
labs = {labs}

# Whether learners' copies hold the checks and solutions. Where marks count: false, and `check()` answers after grading.
answers_on_disk = true

# Which of several hand-ins counts: "best", "last" or "first".
attempt = "best"

# What times without a zone are in.
time_zone = "UTC"

# Where learners hand in, in words for the mail.
# submit_to = "the folder Hand in on the course's page"

# Folders beside this file: your own words for a section (notes/sqs.md), your own steps (steps/sqs.py).
# notes = "notes"
# extra = "steps"

[points]
# What everything together counts for; without it, the points of the checks.
# total = 100

[points.weights]
# "{first}" = 2

# A late hand-in: how many minutes are forgiven, what each day that has begun takes off the points earned, and when it
# counts no more.
[late]
grace_minutes = 10
penalty_percent = 10
# cut_off_days = 7

# When things are due; `sections = [...]` below a date names some of them.
{due}

[lms]
# The column's title in Canvas, as its gradebook has it; "sections" for a column each.
# canvas_assignment = "Lambda (4711)"
# canvas_columns = "one"

# The roster. The name before the = is the learner's folder and name on the hub.
[learners]
{learners}
"""
