"""Comparing what was answered with what was wanted, as JSON compares: `true` is not 1, and `"5"` is not 5."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MOST_CHARACTERS = 300


@dataclass(frozen=True)
class Difference:
    """Where two values differ, as texts that are never the same. `place` is empty when they are shown whole."""

    place: str
    found: str
    wanted: str


def same(one: object, other: object) -> bool:
    """Whether both are the same JSON: numbers by their value, the order of an object's keys without meaning."""
    if isinstance(one, bool) or isinstance(other, bool) or one is None or other is None:
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return one == other
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    return type(one) is type(other) and one == other


def difference(found: object, wanted: object) -> Difference | None:
    """How `found` differs from `wanted`; None when it does not. Long values are shown where they begin to differ."""
    if same(found, wanted):
        return None
    texts = _text(found), _text(wanted)
    if max(map(len, texts)) <= MOST_CHARACTERS:
        return Difference("", *texts)
    place, inner, other = next(_differences("", found, wanted))
    return Difference(place, *_around(inner, other))


def _differences(place: str, found: Any, wanted: Any) -> Iterator[tuple[str, str, str]]:
    if isinstance(found, dict) and isinstance(wanted, dict):
        for key in [*wanted, *(key for key in found if key not in wanted)]:
            here = f"{place}[{json.dumps(key)}]"
            if key not in found or key not in wanted:
                yield here, _text(found[key]) if key in found else "(nothing)", _text(wanted.get(key, "(nothing)"))
            elif not same(found[key], wanted[key]):
                yield from _differences(here, found[key], wanted[key])
    elif isinstance(found, list) and isinstance(wanted, list) and len(found) == len(wanted):
        for number, (one, other) in enumerate(zip(found, wanted, strict=True)):
            if not same(one, other):
                yield from _differences(f"{place}[{number}]", one, other)
    elif isinstance(found, list) and isinstance(wanted, list):
        yield place, f"{len(found)} items: {_text(found)}", f"{len(wanted)} items: {_text(wanted)}"
    else:
        yield place, _text(found), _text(wanted)


def _around(found: str, wanted: str) -> tuple[str, str]:
    """Both texts, cut to where they begin to differ; what is left out is said by dots."""
    pairs = enumerate(zip(found, wanted, strict=False))
    start = next((place for place, (one, other) in pairs if one != other), min(len(found), len(wanted)))
    begin = max(0, start - MOST_CHARACTERS // 2) if max(len(found), len(wanted)) > MOST_CHARACTERS else 0
    return _cut(found, begin), _cut(wanted, begin)


def _cut(text: str, begin: int) -> str:
    end = begin + MOST_CHARACTERS
    return f"{'...' if begin else ''}{text[begin:end]}{'...' if end < len(text) else ''}"


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
