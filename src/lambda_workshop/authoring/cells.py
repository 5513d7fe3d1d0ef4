"""A section's `lesson.py` as cells, and the two forms of a cell: what the learner starts from, and the solution.

    ### BEGIN SOLUTION
    answer = "b"
    ### STARTER
    # answer = None
    ### END SOLUTION

The lines up to STARTER are the solution; those after it, uncommented, are what the learner starts from.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

BEGIN, STARTER, END = "### BEGIN SOLUTION", "### STARTER", "### END SOLUTION"
_HEADER = re.compile(r"^# %%(?P<markdown>\s*\[markdown\])?(?P<metadata>.*)$")
_FOR_TOOLS = re.compile(r"  # (?:fmt: skip|noqa\b.*|type: ignore.*)$")
_METADATA = re.compile(r'(\w+)="([^"]*)"')


class LessonError(Exception):
    """A lesson's source is not well formed; the message names the line."""


@dataclass(frozen=True)
class Cell:
    """One cell of a lesson. `line` is where it starts in the source, counted from 1."""

    kind: str
    source: str
    line: int
    exercise: str = ""
    role: str = ""

    @property
    def is_code(self) -> bool:
        """Whether it runs."""
        return self.kind == "code"

    def starter(self) -> str:
        """The source as the learner first sees it."""
        return _form(self, solution=False)

    def solved(self) -> str:
        """The source with the solution in place."""
        return _form(self, solution=True)


@functools.cache
def parse(text: str) -> tuple[Cell, ...]:
    """The cells of a lesson in the percent format.

    Raises:
        LessonError: text before the first cell, an unknown role, or a solution region that does not close.
    """
    return tuple(_cells(text))


def _cells(text: str) -> Iterator[Cell]:
    current: tuple[int, re.Match[str]] | None = None
    lines: list[str] = []
    for number, line in enumerate([*text.splitlines(), "# %%"], start=1):
        header = _HEADER.match(line)
        if header is None:
            if current is None and line.strip():
                raise LessonError(f"line {number}: text before the first `# %%`")
            lines.append(line)
            continue
        if current is not None:
            yield _cell(*current, lines)
        current, lines = (number, header), []


def _cell(line: int, header: re.Match[str], lines: list[str]) -> Cell:
    metadata = dict(_METADATA.findall(header["metadata"]))
    markdown = header["markdown"] is not None
    if markdown:
        lines = [text.removeprefix("#").removeprefix(" ") for text in lines]
    cell = Cell(
        kind="markdown" if markdown else "code",
        source="\n".join(lines).strip("\n"),
        line=line,
        exercise=metadata.get("exercise", ""),
        role=metadata.get("role", ""),
    )
    if cell.role not in ("", "answer", "check", "setup"):
        raise LessonError(f'line {line}: role="{cell.role}" is none of answer, check, setup')
    cell.starter()
    return cell


def _form(cell: Cell, *, solution: bool) -> str:
    return transform(cell.source, solution=solution, line=cell.line) if cell.is_code else cell.source


def transform(source: str, *, solution: bool, line: int = 0) -> str:
    """The source with every solution region reduced to its solution, or to what the learner starts from.

    Comments that are for the author's tools only are left out.

    Raises:
        LessonError: a region is not BEGIN, STARTER, END in this order, or a starter line is not commented.
    """
    kept: list[str] = []
    where = ""
    for number, text in enumerate(source.splitlines(), start=line + 1):
        mark = text.strip()
        if mark in (BEGIN, STARTER, END):
            if mark != {"": BEGIN, BEGIN: STARTER, STARTER: END}[where]:
                raise LessonError(f"line {number}: `{mark}` out of order; a region is BEGIN, STARTER, END")
            where = "" if mark == END else mark
        elif where == "" or (where == BEGIN and solution):
            kept.append(without_tool_comment(text))
        elif where == STARTER and not solution:
            kept.append(_uncommented(text, number))
    if where:
        raise LessonError(f"line {line}: a solution region has no `{END}`")
    return "\n".join(kept).strip("\n")


def without_tool_comment(line: str) -> str:
    """The line without a comment at its end that is for the author's tools only."""
    return _FOR_TOOLS.sub("", line)


def _uncommented(text: str, number: int) -> str:
    body = text.lstrip()
    indent = text[: len(text) - len(body)]
    if not body.startswith("#"):
        if not body:
            return ""
        raise LessonError(f"line {number}: a starter line must be a comment: `# {body}`")
    return (indent + body.removeprefix("#").removeprefix(" ")).rstrip()
