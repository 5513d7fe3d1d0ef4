"""Reads a submitted notebook beside the one that was handed out: which cells to run, and what is not as it was.

Check cells are never the learner's: wherever one stood, the handed-out one runs. Nothing here raises for what a
learner did to a notebook; what was off is said in notices.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from lambda_workshop.authoring.build import notebook
from lambda_workshop.authoring.cells import transform
from lambda_workshop.authoring.section import Section
from lambda_workshop.grading.grade import Notice, NoticeKind
from lambda_workshop.grading.suspicion import suspicious_lines

_LONGEST_SOURCE = 200_000
_MOST_SUSPICIONS = 30


@dataclass(frozen=True)
class RunCell:
    """One code cell to run.

    Attributes:
        source: what to run.
        exercise: the exercise that it belongs to, as in `sqs.wire`; None for none.
        role: `answer`, `check`, `setup`, `cell`, `own` for a learner's own outside of the exercises, or empty.
        identity: the cell's id.
        index: its place in the submitted notebook, from 0; -1 for a check that was put back.
    """

    source: str
    exercise: str | None
    role: str
    identity: str
    index: int


@dataclass(frozen=True)
class ReadNotebook:
    """The code cells to run, in order; what was off; and a hash of the learner's code for each exercise."""

    cells: tuple[RunCell, ...]
    notices: tuple[Notice, ...] = ()
    fingerprints: Mapping[str, str] = field(default_factory=dict)


def read_notebook(text: str, section: Section) -> ReadNotebook:
    """The submitted notebook's code cells, each with its exercise, and with the handed-out checks."""
    handed_out = _handed_out(section)
    try:
        document = json.loads(text.removeprefix("\ufeff"))
        submitted = _code_cells(document)
    except (ValueError, RecursionError, TypeError, AttributeError, KeyError) as error:
        why = f"the notebook of {section.id} cannot be read ({type(error).__name__}): it is graded as if it were empty"
        return ReadNotebook((), (Notice(NoticeKind.DAMAGED, why, section.id),), {})
    notices: list[Notice] = []
    if document.get("nbformat") != 4:
        _note(notices, f"the notebook says that it is of format {document.get('nbformat')!r:.20}, not 4", section.id)
    submitted = [_of_usable_length(cell, section, notices) for cell in submitted]
    cells = _matched(submitted, handed_out, section, notices)
    cells = _with_checks(cells, handed_out, notices)
    cells = _between(cells)
    notices += _suspicions(cells, handed_out, section)
    return ReadNotebook(tuple(cells), tuple(notices), _fingerprints(cells, handed_out))


def _of_usable_length(cell: RunCell, section: Section, notices: list[Notice]) -> RunCell:
    if len(cell.source) <= _LONGEST_SOURCE:
        return cell
    _note(notices, f"cell {cell.index + 1} is longer than {_LONGEST_SOURCE} characters and is cut there", section.id)
    return replace(cell, source=cell.source[:_LONGEST_SOURCE])


def _suspicions(cells: Sequence[RunCell], handed_out: Sequence[RunCell], section: Section) -> list[Notice]:
    """What the learner's own code does that no exercise needs: the cell, the line and why."""
    originals = {cell.source for cell in handed_out}
    found: list[Notice] = []
    for cell in cells:
        if cell.role == "check" or cell.source in originals:
            continue
        for line, what in suspicious_lines(cell.source):
            if len(found) == _MOST_SUSPICIONS:
                found.append(Notice(NoticeKind.SUSPICIOUS, "there are more such lines", section.id))
                return found
            words = f"cell {cell.index + 1} {what}: `{line}`"
            found.append(Notice(NoticeKind.SUSPICIOUS, words, cell.exercise or section.id))
    return found


@functools.cache
def _handed_out(section: Section) -> tuple[RunCell, ...]:
    return tuple(_code_cells(json.loads(notebook(section, None, solution=False))))


def _code_cells(document: Any) -> list[RunCell]:
    """The code cells of a notebook's JSON, of format 4 or 3; raises TypeError, AttributeError or KeyError."""
    cells = document.get("cells")
    if cells is None:
        cells = [cell for sheet in document["worksheets"] for cell in sheet["cells"]]
    if not isinstance(cells, list):
        raise TypeError("cells is no list")
    found = []
    for index, cell in enumerate(cells):
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        source = cell.get("source", cell.get("input", ""))
        source = "".join(map(str, source)) if isinstance(source, list) else str(source)
        metadata = cell.get("metadata")
        ours = metadata.get("lambda_workshop") if isinstance(metadata, dict) else None
        ours = ours if isinstance(ours, dict) else {}
        theirs = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        name = cell.get("id") or (theirs.get("grade_id") if isinstance(theirs, dict) else "") or ""
        exercise, role = ours.get("exercise"), ours.get("role")
        found.append(
            RunCell(
                source,
                exercise if isinstance(exercise, str) else None,
                role if isinstance(role, str) else "",
                str(name),
                index,
            )
        )
    return found


def _matched(
    submitted: Sequence[RunCell], handed_out: Sequence[RunCell], section: Section, notices: list[Notice]
) -> list[RunCell]:
    """The submitted cells with the exercise and role that the handed-out notebook gives them; says what was off."""
    originals = _originals(submitted, handed_out)
    if submitted and not any(cell.identity for cell in submitted):
        _note(notices, "the cells have lost their ids", section.id)
    seen: Counter[str] = Counter()
    found = []
    for cell, original in zip(submitted, originals, strict=True):
        if original is None:
            found.append(replace(cell, exercise=None, role="own"))
            continue
        seen[original.identity] += 1
        exercise = original.exercise or ""
        if exercise and cell.identity and cell.identity not in (original.identity, _grade_id(original)):
            _note(notices, f"a cell of {exercise} has lost its id", exercise)
        if exercise and (cell.exercise, cell.role) != (original.exercise, original.role):
            _note(notices, f"the metadata of a cell of {exercise} was changed", exercise)
        if original.role == "check" and _squeezed(cell.source) != _squeezed(original.source):
            _note(notices, "the check's cell was changed; the handed-out one is run", exercise)
        found.append(replace(cell, exercise=original.exercise, role=original.role, identity=original.identity))
    for original in handed_out:
        if original.exercise and seen[original.identity] > 1:
            words = f"a cell of {original.exercise} is there {seen[original.identity]} times"
            _note(notices, words, original.exercise)
        if original.role == "answer" and not seen[original.identity]:
            _note(notices, "a cell for the answer was deleted", original.exercise or "")
    order = {cell.identity: place for place, cell in enumerate(handed_out)}
    places = [order[cell.identity] for cell in found if cell.identity in order]
    if places != sorted(places):
        _note(notices, "cells stand in another order than they were handed out in", section.id)
    return found


def _originals(submitted: Sequence[RunCell], handed_out: Sequence[RunCell]) -> list[RunCell | None]:
    """For each submitted cell the handed-out one that it was; None for a learner's own.

    A cell is known by its id; one without a known id by its metadata, by its very text, or by its place: where just
    as many cells are unknown between two known ones as are missing there.
    """
    by_id = {cell.identity: cell for cell in handed_out} | {_grade_id(cell): cell for cell in handed_out}
    by_role: dict[tuple[str, str], list[RunCell]] = {}
    for original in handed_out:
        if original.exercise:
            by_role.setdefault((original.exercise, original.role), []).append(original)
    found = [by_id.get(cell.identity) if cell.identity else None for cell in submitted]
    taken = {cell.identity for cell in found if cell is not None}
    # A missing cell is found again before one that is there is taken for copied.
    for number, cell in enumerate(submitted):
        same = by_role.get((cell.exercise or "", cell.role), [])
        if found[number] is None and same:
            known = next((one for one in same if one.identity not in taken), same[-1])
            found[number] = known
            taken.add(known.identity)
    by_text: dict[str, list[RunCell]] = {}
    for original in handed_out:
        by_text.setdefault(_squeezed(original.source), []).append(original)
    for number, cell in enumerate(submitted):
        if found[number] is None:
            equal = by_text.get(_squeezed(cell.source), [])
            missing = [one for one in equal if one.identity not in taken]
            if one := next(iter([*missing, *(one for one in equal if one.role == "check")]), None):
                found[number] = one
                taken.add(one.identity)
    _by_place(found, handed_out)
    return found


def _by_place(found: list[RunCell | None], handed_out: Sequence[RunCell]) -> None:
    """Fill in the unknown cells between two neighbours, where the handed-out notebook has as many there."""
    order = {cell.identity: place for place, cell in enumerate(handed_out)}
    places = [-1, *(-1 if cell is None else order[cell.identity] for cell in found), len(handed_out)]
    known = [number for number, place in enumerate(places) if place >= 0 or number == 0]
    taken = set(places)
    for first, last in pairwise(known):
        missing = range(places[first] + 1, places[last])
        if last - first - 1 == len(missing) and not taken & set(missing):
            for number, place in zip(range(first, last - 1), missing, strict=True):
                # A check that is gone is put back by itself: what stands there now is the learner's.
                found[number] = handed_out[place] if handed_out[place].role != "check" else None


def _grade_id(cell: RunCell) -> str:
    """What nbgrader calls it: a check by its exercise's name."""
    return cell.identity.removesuffix("-check") if cell.role == "check" else cell.identity


def _with_checks(cells: list[RunCell], handed_out: Sequence[RunCell], notices: list[Notice]) -> list[RunCell]:
    """The cells with each handed-out check once: where the last of its kind stands, or put back where it belongs."""
    for check in handed_out:
        if check.role != "check":
            continue
        places = [number for number, cell in enumerate(cells) if _is(cell, check)]
        for place in reversed(places[:-1]):
            del cells[place]
        if places:
            place = places[-1] - len(places) + 1
            cells[place] = replace(check, index=cells[place].index)
            continue
        _note(notices, "the check's cell was deleted; the handed-out one is run", check.exercise or "")
        cells.insert(_belongs_after(cells, check, handed_out) + 1, replace(check, index=-1))
    return cells


def _belongs_after(cells: Sequence[RunCell], check: RunCell, handed_out: Sequence[RunCell]) -> int:
    """The place of the cell behind which a deleted check is put back; -1 for the top."""
    mine = [number for number, cell in enumerate(cells) if cell.exercise == check.exercise]
    if mine:
        return mine[-1]
    before = {cell.identity for cell in handed_out[: handed_out.index(check)]}
    known = [number for number, cell in enumerate(cells) if cell.identity in before]
    return known[-1] if known else -1


def _between(cells: Sequence[RunCell]) -> list[RunCell]:
    """The cells, with a learner's own among those of one exercise counted to that exercise."""
    found = list(cells)
    ranges: dict[str, tuple[int, int]] = {}
    for number, cell in enumerate(found):
        if cell.exercise and cell.role in ("answer", "check"):
            first, _ = ranges.get(cell.exercise, (number, number))
            ranges[cell.exercise] = (first, number)
    for exercise, (first, last) in ranges.items():
        for number in range(first, last):
            if found[number].exercise is None:
                found[number] = replace(found[number], exercise=exercise, role="cell")
    return found


def _fingerprints(cells: Sequence[RunCell], handed_out: Sequence[RunCell]) -> dict[str, str]:
    """A hash of each exercise's answer, layout and comments left out; empty for what was handed out."""
    found = {}
    for name in dict.fromkeys(cell.exercise for cell in handed_out if cell.exercise):
        answer, start = (
            "\n".join(_normal(cell.source) for cell in which if cell.exercise == name and cell.role == "answer")
            for which in (cells, handed_out)
        )
        found[name] = _hashed(answer, start)
    return found


def lab_fingerprint(text: str, section: Section) -> str:
    """The same of a lab's `handler.py`."""
    start = transform((section.folder / "lab" / "handler.py").read_text("utf-8"), solution=False)
    return _hashed(_normal(text), _normal(start))


def _hashed(answer: str, start: str) -> str:
    same = answer == start or not answer.strip()
    return "" if same else hashlib.sha256(answer.encode(errors="replace")).hexdigest()


def _normal(source: str) -> str:
    try:
        return ast.unparse(ast.parse(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return source.strip()


def _is(cell: RunCell, check: RunCell) -> bool:
    return cell.role == "check" and cell.exercise == check.exercise


def _squeezed(source: str) -> str:
    return "".join(source.split())


def _note(notices: list[Notice], words: str, exercise: str) -> None:
    notice = Notice(NoticeKind.DAMAGED, words, exercise)
    if notice not in notices:
        notices.append(notice)
