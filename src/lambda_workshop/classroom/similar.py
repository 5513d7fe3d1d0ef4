"""Answers that are alike: by their syntax trees without names of variables and without comments, and by winnowing.

A tree becomes a row of signs, each few of them a hash, and of each stretch of hashes the smallest is kept: what two
answers share of these, they share as text (Schleimer, Wilkerson, Aiken: Winnowing, SIGMOD 2003). What the course itself
gives, and what much of the class has, says nothing and is left out.
"""

from __future__ import annotations

import ast
import functools
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lambda_workshop.authoring.cells import transform
from lambda_workshop.authoring.section import Section, SectionError, load

_GRAM = 9
_STRETCH = 4
_FEWEST = 8
"""Hashes of an answer's own: with fewer there is too little of it to compare."""
_ALIKE = 0.6
_COMMON = 0.34
_SMALLEST_CLASS = 6
_MAGIC = re.compile(r"^(\s*)(?:[!%?]|.*\?\s*$)")


@dataclass(frozen=True)
class Pair:
    """Two learners' answers to an exercise.

    Attributes:
        exercise: the exercise.
        one: a learner's name.
        other: another's.
        share: how much of the shorter answer's own is in the other one, from 0 to 1.
        lines: in each of the two, the lines that they share, from 1.
    """

    exercise: str
    one: str
    other: str
    share: float
    lines: tuple[frozenset[int], frozenset[int]]


def alike(exercise: str, answers: Mapping[str, str], *, at_least: float = _ALIKE) -> list[Pair]:
    """Pairs of learners whose answers to this exercise are alike, the most alike first."""
    own = course_grams(exercise)
    prints = {learner: fingerprints(text, own) for learner, text in answers.items()}
    often = Counter(gram for found in prints.values() for gram in found)
    if len(answers) >= _SMALLEST_CLASS:
        most = max(2, round(_COMMON * len(answers)))
        common = {gram for gram, count in often.items() if count > most}
        prints = {one: {gram: at for gram, at in found.items() if gram not in common} for one, found in prints.items()}
    prints = {learner: found for learner, found in prints.items() if len(found) >= _FEWEST}
    holders: dict[int, list[str]] = {}
    for learner in sorted(prints):
        for gram in prints[learner]:
            holders.setdefault(gram, []).append(learner)
    shared: Counter[tuple[str, str]] = Counter()
    for learners in holders.values():
        for place, one in enumerate(learners):
            shared.update((one, other) for other in learners[place + 1 :])
    found = []
    for (one, other), count in shared.items():
        share = count / min(len(prints[one]), len(prints[other]))
        if share >= at_least:
            both = prints[one].keys() & prints[other].keys()
            lines = tuple(frozenset(line for gram in both for line in prints[who][gram]) for who in (one, other))
            found.append(Pair(exercise, one, other, share, (lines[0], lines[1])))
    return sorted(found, key=lambda pair: (-pair.share, pair.one, pair.other))


def fingerprints(source: str, without: frozenset[int] = frozenset()) -> dict[int, frozenset[int]]:
    """The hashes that are kept of a source, each with its lines."""
    grams = [(gram, lines) for gram, lines in _grams(source) if gram not in without]
    found: dict[int, frozenset[int]] = {}
    for start in range(max(1, len(grams) - _STRETCH + 1)):
        stretch = grams[start : start + _STRETCH]
        if stretch:
            gram, lines = min(stretch, key=lambda one: one[0])
            found[gram] = found.get(gram, frozenset()) | lines
    return found


@functools.cache
def course_grams(exercise: str) -> frozenset[int]:
    """Every hash of what the course itself gives: the section's cells as handed out and solved, and its lab."""
    try:
        section = load(exercise.partition(".")[0])
        return frozenset(gram for text in _given(section) for gram, _lines in _grams(text))
    except SectionError:
        return frozenset()


def _given(section: Section) -> Iterator[str]:
    for cell in section.cells():
        if cell.is_code:
            yield cell.starter()
            yield cell.solved()
    for exercise in section.exercises():
        answers = [cell for cell in section.cells() if cell.exercise == exercise.name and cell.role == "answer"]
        yield "\n\n".join(cell.starter() for cell in answers)
        yield "\n\n".join(cell.solved() for cell in answers)
    for path in sorted((section.folder / "lab").glob("*handler.py")):
        text = path.read_text("utf-8")
        yield transform(text, solution=True)
        yield transform(text, solution=False)


def _grams(source: str) -> list[tuple[int, frozenset[int]]]:
    signs = list(_signs(source))
    return [
        (
            zlib.crc32("\0".join(sign for sign, _line in signs[start : start + _GRAM]).encode(errors="replace")),
            frozenset(line for _sign, line in signs[start : start + _GRAM] if line),
        )
        for start in range(len(signs) - _GRAM + 1)
    ]


def _signs(source: str) -> Iterator[tuple[str, int]]:
    """The tree's nodes in order, each with its line; of a source that does not parse, its words."""
    plain = "\n".join(
        _MAGIC.sub(r"\1pass #", line, count=1) if _MAGIC.match(line) else line for line in source.split("\n")
    )
    try:
        tree = ast.parse(plain)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        for number, line in enumerate(source.split("\n"), start=1):
            for word in re.findall(r"\w+|[^\w\s]", line.partition("#")[0]):
                yield ("name" if word.isidentifier() else word), number
        return
    try:
        yield from _of_node(tree, 0)
    except RecursionError:
        return


def _of_node(node: ast.AST, line: int) -> Iterator[tuple[str, int]]:
    line = getattr(node, "lineno", line)
    match node:
        case ast.Expr(value=ast.Constant(value=str())):
            # A docstring, or a text that nobody uses.
            return
        case ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
            yield f"{type(node).__name__} {name}", line
        case ast.Constant(value=value):
            yield f"Constant {type(value).__name__}", line
        case ast.Load() | ast.Store() | ast.Del():
            return
        case _:
            yield type(node).__name__, line
    for child in ast.iter_child_nodes(node):
        yield from _of_node(child, line)
