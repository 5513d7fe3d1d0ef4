"""The answers of a section: what each is called, which exercise it answers, what it must be told, and its program."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from pathlib import Path

from lambda_workshop.answers.change import ChangeError, apply
from lambda_workshop.authoring.section import Section, SectionError

FOLDER = "answers"
"""Below a section's folder; in it, `wrong` and `right`."""

_DOCUMENT = re.compile(r'\A\s*"""(?P<text>.*?)"""[ \t]*(?:\n|\Z)', re.DOTALL)
_EXPECT = re.compile(r"expect: *(?P<message>\S.*)")


class AnswerError(SectionError):
    """An answer's file is wrong; the message says where and what to do. `line` is counted from 1."""

    def __init__(self, path: Path, line: int, text: str) -> None:
        super().__init__(f"{path}:{line}: {text}")
        self.path, self.line, self.text = path, line, text


@dataclass(frozen=True)
class Answer:
    """Another answer to an exercise. `name` is `wire__no_filter`; `expected` is the message that a wrong one must get,
    and empty for a right one.
    """

    section: Section
    exercise: str
    name: str
    right: bool
    expected: str
    path: Path

    def program(self) -> str:
        """The cells, one below the other; raises AnswerError."""
        return "\n\n".join(self.cells())

    def cells(self) -> tuple[str, ...]:
        """What a learner would have written into the solution's cells, or into the first one of them.

        Raises:
            AnswerError: it is a change that does not fit the solution.
        """
        _document, rest, first = _parts(self.path.read_text("utf-8"))
        try:
            return apply(rest, self.section.solution_cells(self.exercise))
        except ChangeError as error:
            raise AnswerError(self.path, first + error.line - 1, str(error)) from error

    def __str__(self) -> str:
        return f"{self.section.id}-{self.name}"


def answers(section: Section) -> tuple[Answer, ...]:
    """The section's answers: the wrong ones and then the right ones, each by name."""
    return tuple(
        _read(section, path, right=right)
        for right in (False, True)
        for path in sorted((section.folder / FOLDER / ("right" if right else "wrong")).glob("*.py"))
    )


def find(section: Section, name: str) -> Answer:
    """The answer of this name; raises SectionError, which names those that there are."""
    known = answers(section)
    for answer in known:
        if answer.name == name:
            return answer
    exercise = name.partition("__")[0]
    near = [answer for answer in known if answer.exercise == exercise] or known
    names = ", ".join(answer.name for answer in near) or "none"
    raise SectionError(f'the section {section.id} has no answer "{name}"; it has: {names}')


def _read(section: Section, path: Path, *, right: bool) -> Answer:
    document, _rest, _line = _parts(path.read_text("utf-8"))
    found = _EXPECT.match(document)
    return Answer(section, path.stem.partition("__")[0], path.stem, right, found["message"] if found else "", path)


def _parts(text: str) -> tuple[str, str, int]:
    """The docstring, what follows it, and the line where that begins, counted from 1."""
    found = _DOCUMENT.match(text)
    if found is None:
        return "", text, 1
    return inspect.cleandoc(found["text"]), text[found.end() :], text.count("\n", 0, found.end()) + 1
