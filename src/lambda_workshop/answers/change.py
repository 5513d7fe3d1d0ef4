"""An answer's text as a change of the solution, and the cells that the two make.

    ### INSTEAD OF
        SourceArn=topic,
    ### THIS
        SourceArn="*",

The lines of INSTEAD OF are lines of the solution, indented as there, and stand in it once; those of THIS, if any, take
their place. What follows `### ADD` comes after the solution. A text with no marks is one whole cell.
"""

from __future__ import annotations

import difflib
import functools
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lambda_workshop.authoring.cells import without_tool_comment

INSTEAD_OF, THIS, ADD = "### INSTEAD OF", "### THIS", "### ADD"
_MARKS = (INSTEAD_OF, THIS, ADD)


class ChangeError(Exception):
    """A change does not fit the solution; the message says what to do. `line` is counted from 1, in the change."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line = line


@dataclass(frozen=True)
class _Block:
    """The lines below a mark, without empty ones at either end."""

    mark: str
    line: int
    lines: tuple[str, ...]


@functools.cache
def apply(change: str, solution: tuple[str, ...]) -> tuple[str, ...]:
    """The cells that this change makes of the solution's; the text alone when it has no marks.

    Raises:
        ChangeError: the marks are out of order, or a block is not in the solution exactly once.
    """
    blocks = list(_blocks(change))
    if not blocks:
        return (_joined(change.splitlines()),)
    cells = [[line.rstrip() for line in cell.splitlines()] for cell in solution] or [[]]
    places: list[tuple[int, int, _Block, _Block]] = []
    added: list[str] = []
    for block, this in _paired(blocks):
        if this is None:
            added += ["", *block.lines]
        else:
            places.append((*_place(block, cells), block, this))
    places.sort(key=lambda place: place[:2])
    for (cell, start, block, _), (next_cell, following, other, _) in itertools.pairwise(places):
        if cell == next_cell and start + len(block.lines) > following:
            raise ChangeError(other.line, f"the block of line {block.line} has some of these lines, too: make them one")
    made = [list(cell) for cell in cells]
    for cell, start, block, this in reversed(places):
        made[cell][start : start + len(block.lines)] = this.lines
    made[-1] += added
    if made == cells:
        raise ChangeError(blocks[0].line, "it leaves the solution as it is: change something, or remove the file")
    return tuple(_joined(cell) for cell in made)


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(_trimmed(lines)) + "\n"


def _blocks(text: str) -> Iterator[_Block]:
    # As in the solution, whose lines may be copied from the lesson.
    lines = [without_tool_comment(line) for line in text.splitlines()]
    starts = [number for number, line in enumerate(lines) if line.rstrip() in _MARKS]
    if starts and (before := [number for number, line in enumerate(lines[: starts[0]]) if line.strip()]):
        raise ChangeError(before[0] + 1, f"lines above the first mark: move them into a block, `{ADD}` perhaps")
    for start, end in itertools.pairwise([*starts, len(lines)]):
        yield _Block(lines[start].rstrip(), start + 1, tuple(_trimmed(lines[start + 1 : end])))


def _trimmed(lines: Sequence[str]) -> Sequence[str]:
    full = [number for number, line in enumerate(lines) if line.strip()]
    return [line.rstrip() for line in lines[full[0] : full[-1] + 1]] if full else []


def _paired(blocks: Sequence[_Block]) -> Iterator[tuple[_Block, _Block | None]]:
    """INSTEAD OF with its THIS, and ADD alone."""
    rest = iter(blocks)
    for block in rest:
        if block.mark == ADD:
            if not block.lines:
                raise ChangeError(block.line, f"`{ADD}` adds nothing: write what comes after the solution")
            yield block, None
            continue
        this = next(rest, None) if block.mark == INSTEAD_OF else None
        if this is None or this.mark != THIS:
            raise ChangeError(block.line, f"`{block.mark}` out of order: a change is `{INSTEAD_OF}`, `{THIS}`")
        if not block.lines:
            raise ChangeError(block.line, f"`{INSTEAD_OF}` names no line of the solution: copy one into it")
        yield block, this


def _place(block: _Block, cells: Sequence[Sequence[str]]) -> tuple[int, int]:
    """The cell in which the block stands, and the line there, both counted from 0."""
    count = len(block.lines)
    found = [
        (number, start)
        for number, cell in enumerate(cells)
        for start in range(len(cell) - count + 1)
        if tuple(cell[start : start + count]) == block.lines
    ]
    if len(found) > 1:
        raise ChangeError(
            block.line, f"this block is in the solution {len(found)} times: add a line above or below, to `{THIS}` too"
        )
    if found:
        return found[0]
    known = [line for cell in cells for line in cell]
    missing = next((line for line in block.lines if line not in known), None)
    if missing is None:
        said = "the lines of this block do not follow each other in a cell of the solution"
    else:
        near = difflib.get_close_matches(missing, known, n=1)
        said = f"the solution has no line `{missing}`" + (f", but `{near[0]}`" if near else "")
    raise ChangeError(block.line, f"{said}: copy the block as it is there now")
