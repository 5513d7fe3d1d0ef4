"""The linter of the course: whether every section keeps the rules, with a message that says what to do."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lambda_workshop.answers.answer import FOLDER as ANSWERS
from lambda_workshop.answers.answer import Answer, AnswerError, answers
from lambda_workshop.authoring.cells import Cell
from lambda_workshop.authoring.section import Section, SectionError, course, load_folder

HEADINGS = (
    "How it works",
    "Predict",
    "See it run",
    "Handle it",
    "Wire it",
    "Watch it",
    "Break it",
    "On real AWS",
    "Clean up",
    "Recap",
)
WORDS, WORDS_BETWEEN, CELL_LINES = 900, 200, 25
WRONG, RIGHT = 4, 2
_LAB = ("README.md", "handler.py", "test_handler.py", "check.py")
_NOT_PROSE = re.compile(r"```.*?```|<details>.*?</details>|<!--.*?-->", re.DOTALL)
_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\(|<img(?P<tag>[^>]*)>")
_LINK = re.compile(r"\]\((?P<url>[^)\s]+)\)")


@dataclass(frozen=True)
class Problem:
    """Something to mend: where, and what to do."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


Rule = Callable[[Section], Iterator[Problem]]


def check_course(folder: Path | None = None) -> list[Problem]:
    """Every problem of every section, wherever it comes from, in order; with `folder`, of those below it alone."""
    if folder is None:
        found = [Problem(left_out.folder, 1, left_out.why) for left_out in course().refused]
        return found + [problem for section in course().sections for problem in check_section(section)]
    found = []
    for path in sorted(folder.glob("*/section.toml")):
        try:
            section = load_folder(path.parent)
        except SectionError as error:
            found.append(Problem(path, 1, str(error).removeprefix(str(path)).lstrip(": ")))
            continue
        found += check_section(section)
    return found


def check_section(section: Section) -> list[Problem]:
    """Every problem of one section."""
    if problem := section.problem():
        return [Problem(section.folder, 1, problem)]
    if not section.has_notebook:
        rules: Sequence[Rule] = LAB_RULES
    else:
        rules = RULES if section.kind == "trigger" else [rule for rule in RULES if rule not in TRIGGER_RULES]
    return [problem for rule in rules for problem in rule(section)]


def headings(section: Section) -> Iterator[Problem]:
    """The parts of a lesson, by name and in order."""
    found = [
        (cell.line, match[1])
        for cell in section.cells()
        if not cell.is_code
        for match in re.finditer(r"(?m)^## (.+)$", cell.source)
    ]
    names = tuple(name for _line, name in found)
    if names != HEADINGS:
        line = next((line for (line, name), wanted in zip(found, HEADINGS, strict=False) if name != wanted), 1)
        yield _lesson(section, line, f"the headings are {list(names)}; make them {list(HEADINGS)}")


def words(section: Section) -> Iterator[Problem]:
    """Short lessons, with something to do every few paragraphs."""
    total = since = 0
    for cell in section.cells():
        if cell.is_code:
            since = 0
            continue
        count = len(prose(cell).split())
        total, since = total + count, since + count
        if since > WORDS_BETWEEN:
            yield _lesson(
                section, cell.line, f"{since} words since the last cell that runs; at most {WORDS_BETWEEN}: cut"
            )
            since = 0
    if total > WORDS:
        yield _lesson(section, 1, f"{total} words of prose; at most {WORDS}: cut")


def prose(cell: Cell) -> str:
    """A Markdown cell's running text: no code blocks, no details to open, no marks of the build's."""
    return _NOT_PROSE.sub(" ", cell.source)


def cell_lengths(section: Section) -> Iterator[Problem]:
    """Cells that fit on a screen."""
    for cell in section.cells():
        length = len(cell.solved().splitlines()) if cell.is_code else 0
        if length > CELL_LINES:
            yield _lesson(section, cell.line, f"the cell has {length} lines; at most {CELL_LINES}: split it")


def code_cells(section: Section) -> Iterator[Problem]:
    """Cells that parse, in both forms, and do not sleep."""
    for cell in section.cells():
        if not cell.is_code:
            continue
        for form, source in (("solution", cell.solved()), ("starter", cell.starter())):
            try:
                ast.parse(source)
            except SyntaxError as error:
                yield _lesson(
                    section, cell.line, f"the {form} is not Python: {error.msg}: mend line {error.lineno} of the cell"
                )
        if "time.sleep(" in cell.source and cell.role != "answer":
            yield _lesson(section, cell.line, "the cell sleeps: wait for a condition, with `wait_for` or a waiter")


def exercise_cells(section: Section) -> Iterator[Problem]:
    """The same exercises in the lesson and in checks.py, each checked once and with an answer to write."""
    declared = [exercise.name for exercise in section.exercises()]
    used = dict.fromkeys(cell.exercise for cell in section.cells() if cell.exercise)
    for name in used.keys() - set(declared):
        yield _lesson(
            section, _line(section, name), f'exercise="{name}" is not in checks.py: declare it, or mend the name'
        )
    for name in declared:
        mine = [cell for cell in section.cells() if cell.exercise == name]
        checks = [cell for cell in mine if cell.role == "check"]
        if len(checks) != 1:
            yield _lesson(
                section, _line(section, name), f'{name} has {len(checks)} cells with role="check"; give it one'
            )
        elif f".{name}.check(" not in checks[0].source.splitlines()[-1]:
            yield _lesson(section, checks[0].line, f"the last line must be a call of `.{name}.check(...)`")
        if not any(cell.role == "answer" for cell in mine):
            yield _lesson(
                section, _line(section, name), f'{name} has no cell with role="answer": add one with a region'
            )
        for cell in mine:
            if cell.role == "answer" and "### BEGIN SOLUTION" not in cell.source:
                yield _lesson(
                    section, cell.line, "an answer's cell needs a solution region: BEGIN SOLUTION, STARTER, END"
                )


def hints(section: Section) -> Iterator[Problem]:
    """Three hints of some substance for each exercise, and points."""
    for exercise in section.exercises():
        if len(exercise.hints) != 3 or any(len(hint) < 20 for hint in exercise.hints):
            yield _checks(section, f"{exercise.name} needs three hints of at least 20 characters: think, where, almost")
        if len(set(exercise.hints)) != len(exercise.hints):
            yield _checks(section, f"{exercise.name} gives a hint twice: write another one")
        if exercise.points <= 0 or not exercise.steps:
            yield _checks(section, f"{exercise.name} needs points and at least one step")


def other_answers(section: Section) -> Iterator[Problem]:
    """Wrong answers that must fail, each with its message, and right ones that must pass."""
    names = {exercise.name for exercise in (*section.exercises(), *filter(None, [section.lab()]))}
    found = answers(section)
    for answer in found:
        yield from _answer(answer, names)
        if [other.name for other in found].count(answer.name) > 1 and answer.right:
            yield Problem(answer.path, 1, "a wrong answer has this name, too: give it another")
    for exercise in section.exercises():
        if exercise.options is None:
            yield from _too_few(section, found, exercise.name)


def _answer(answer: Answer, exercises: Collection[str]) -> Iterator[Problem]:
    if answer.exercise not in exercises:
        yield Problem(answer.path, 1, "name it EXERCISE__WHAT.py, after one of the section's exercises")
        return
    if not (answer.right or answer.expected):
        yield Problem(answer.path, 1, "the docstring must begin with `expect: ` and the text that the result must have")
    if answer.right and answer.expected:
        yield Problem(answer.path, 1, "a right answer has no `expect: `: remove it, or move the file to wrong/")
    try:
        ast.parse(answer.program())
    except AnswerError as error:
        yield Problem(error.path, error.line, error.text)
    except SyntaxError as error:
        shown = f"workshop answer show {answer.section.id} {answer.name}"
        yield Problem(answer.path, 1, f"its program is not Python: {error.msg}: see line {error.lineno} of `{shown}`")


def _too_few(section: Section, found: Iterable[Answer], exercise: str) -> Iterator[Problem]:
    for kind, wanted in (("wrong", WRONG), ("right", RIGHT)):
        count = sum(answer.exercise == exercise and answer.right is (kind == "right") for answer in found)
        if count < wanted:
            yield Problem(section.folder / ANSWERS / kind, 1, f"{exercise} has {count} {kind} answers; write {wanted}")


def lab_answers(section: Section) -> Iterator[Problem]:
    """Enough wrong and right answers where the lab is all that there is."""
    yield from _too_few(section, answers(section), "lab")


def events(section: Section) -> Iterator[Problem]:
    """The trigger's real events, as JSON."""
    paths = sorted((section.folder / "events").glob("*.json"))
    if not paths:
        yield Problem(section.folder / "events", 1, "put the event that the trigger really delivers here, as JSON")
    for path in paths:
        try:
            json.loads(path.read_text("utf-8"))
        except ValueError as error:
            yield Problem(path, 1, f"not JSON ({error}): mend it")


def facts(section: Section) -> Iterator[Problem]:
    """Every fact of the trigger, and the page of every number."""
    path = section.folder / "section.toml"
    trigger = section.trigger
    if trigger is None:
        yield Problem(path, 1, "there is no [trigger]: the table of *How it works* is made from it")
        return
    if trigger.model not in ("push", "poll") or trigger.invocation not in ("sync", "async", "batch"):
        yield Problem(path, 1, "model is push or poll, invocation is sync, async or batch: mend [trigger]")
    for quota in trigger.quotas:
        if not quota.source.startswith("https://"):
            yield Problem(path, 1, f"the quota {quota.name} has no page: add `source`")
    if not trigger.quotas or not section.links:
        yield Problem(path, 1, "give at least one quota and one link")


def links_and_pictures(section: Section) -> Iterator[Problem]:
    """Links that are safe, pictures and diagrams that can be read without eyes."""
    for link in section.links:
        if not link.url.startswith("https://"):
            yield Problem(section.folder / "section.toml", 1, f"{link.url} is not https: mend the link")
    for cell in section.cells():
        if cell.is_code:
            continue
        for found in _LINK.finditer(cell.source):
            if "://" in found["url"] and not found["url"].startswith("https://"):
                yield _lesson(section, cell.line, f"{found['url']} is not https: mend the link")
        for image in _IMAGE.finditer(cell.source):
            if not (image["alt"] or "alt=" in (image["tag"] or "")):
                yield _lesson(section, cell.line, "a picture has no alternative text: describe it")
        if "```mermaid" in cell.source and not ("accTitle" in cell.source and "accDescr" in cell.source):
            yield _lesson(section, cell.line, "the diagram needs accTitle and accDescr")


def diagram_and_table(section: Section) -> Iterator[Problem]:
    """What the build fills in, and the diagram."""
    text = "\n".join(cell.source for cell in section.cells() if not cell.is_code)
    for mark in ("```mermaid", "<!-- trigger table -->", "<!-- further reading -->", "<!-- next -->"):
        if mark not in text:
            yield _lesson(section, 1, f"`{mark}` is missing: add it where it belongs")


def prefix(section: Section) -> Iterator[Problem]:
    """Names by which the clean-up finds what a lesson creates."""
    if not section.prefix.startswith("inkwell-"):
        yield Problem(section.folder / "section.toml", 1, f"the prefix {section.prefix!r} must start with `inkwell-`")
    for cell in section.cells():
        for name in re.findall(r"[\"'](inkwell-[a-z0-9-]+)[\"']", cell.source if cell.is_code else ""):
            if not name.startswith(section.prefix):
                yield _lesson(
                    section, cell.line, f"{name} does not start with {section.prefix}: nothing would remove it"
                )


def lab(section: Section) -> Iterator[Problem]:
    """An assignment in files, with its tests and its check."""
    for name in _LAB:
        if not (section.folder / "lab" / name).exists():
            yield Problem(section.folder / "lab" / name, 1, "is missing: write it")


def imports(section: Section) -> Iterator[Problem]:
    """What a learner's code imports knows nothing of the checks, which a grader keeps from it."""
    for path in sorted(section.folder.glob("*.py")):
        if path.name.startswith("checks"):
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            if re.match(rf"\s*(from|import) lambda_workshop\.sections\.{section.folder.name}\.(checks|lab)", line):
                yield Problem(path, number, "imports the checks: put what both need into a file such as names.py")


def _line(section: Section, exercise: str) -> int:
    return next((cell.line for cell in section.cells() if cell.exercise == exercise), 1)


def _lesson(section: Section, line: int, text: str) -> Problem:
    return Problem(section.folder / "lesson.py", line, text)


def _checks(section: Section, text: str) -> Problem:
    return Problem(section.folder / "checks.py", 1, text)


TRIGGER_RULES: Sequence[Rule] = (headings, events, facts, diagram_and_table, lab)
LAB_RULES: Sequence[Rule] = (events, lab, other_answers, lab_answers, imports, prefix)
RULES: Sequence[Rule] = (
    *TRIGGER_RULES,
    words,
    cell_lengths,
    code_cells,
    exercise_cells,
    hints,
    other_answers,
    imports,
    links_and_pictures,
    prefix,
)
