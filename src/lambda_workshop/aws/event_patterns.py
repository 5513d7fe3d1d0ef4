"""Event patterns of EventBridge, which filters of event source mappings and of SNS subscriptions are as well.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
A pattern is an object; its leaves are arrays of which one value or operator must fit. Every key must fit.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from lambda_workshop.aws.event_operators import OPERATORS, BadPattern, Test, operator

Matcher = Callable[[Any], bool]
__all__ = ["BadPattern", "Matcher", "combinations", "compile_document", "compile_pattern", "is_or", "problem_of"]


@functools.lru_cache(maxsize=1024)
def compile_pattern(text: str) -> Matcher:
    """What tells whether an event matches the pattern; raises BadPattern."""
    return compile_document(parsed(text))


def problem_of(text: str) -> str:
    """Why EventBridge refuses the pattern, in its words; empty when it takes it."""
    try:
        compile_pattern(text)
    except BadPattern as bad:
        return str(bad)
    return ""


def parsed(text: str) -> dict[str, Any]:
    """The pattern's JSON, which has no NaN; raises BadPattern."""
    try:
        document = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise BadPattern(f"Invalid JSON: {error}") from error
    if not isinstance(document, dict) or not document:
        raise BadPattern("Filter is not an object")
    return document


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def compile_document(pattern: Mapping[str, Any]) -> Matcher:
    """The same for a pattern that JSON was read from already."""
    try:
        root = _grown(_Place(), pattern)
    except RecursionError as error:
        raise BadPattern("Event pattern is nested too deeply") from error
    return root.matches


@dataclass
class _Place:
    """A place in events: what its values must be, and what stands below it; `alternatives` are those of `$or`."""

    leaves: list[Callable[[list[Any]], bool]] = field(default_factory=list)
    inner: dict[str, _Place] = field(default_factory=dict)
    alternatives: list[list[_Place]] = field(default_factory=list)

    def matches(self, node: Any) -> bool:
        """Whether what stands below this place is as it must be."""
        found = node if isinstance(node, dict) else {}
        return all(any(one.matches(found) for one in listed) for listed in self.alternatives) and all(
            place.fits(_values(found, key)) for key, place in self.inner.items()
        )

    def fits(self, values: list[Any]) -> bool:
        """Whether the values at this place are as they must be; within an array, all keys fit the same element."""
        if self.leaves:
            leaves = list(_leaves(values))
            if not all(test(leaves) for test in self.leaves):
                return False
        if not self.inner and not self.alternatives:
            return True
        # Below a place that an event has not, nothing exists.
        return any(self.matches(one) for one in list(_objects(values)) or [{}])


def _grown(place: _Place, pattern: Mapping[str, Any]) -> _Place:
    """The place, with what the pattern wants below it; a key with dots is a path: `detail.state`."""
    if not pattern:
        raise BadPattern("Empty objects are not allowed")
    for key, value in pattern.items():
        if is_or(key, value):
            place.alternatives.append([_grown(_Place(), one) for one in value])
            continue
        at = place
        for part in key.split("."):
            at = at.inner.setdefault(part, _Place())
        if isinstance(value, dict):
            _grown(at, value)
        elif isinstance(value, list):
            at.leaves.append(_leaf(value))
        else:
            raise BadPattern(f'"{key}" must be an object or an array')
    return place


def is_or(key: str, value: object) -> bool:
    """Whether this is `$or` with alternatives; with less than two, or with an operator in one, it is a field's name."""
    return (
        key == "$or"
        and isinstance(value, list)
        and len(value) > 1
        and all(isinstance(one, dict) and one and not OPERATORS & one.keys() for one in value)
    )


def _values(node: Mapping[str, Any], key: str) -> list[Any]:
    """What the event has under a key, also where the event joins keys with dots."""
    found = [node[key]] if key in node else []
    start = f"{key}."
    return found + [{name.removeprefix(start): value} for name, value in node.items() if name.startswith(start)]


def _objects(nodes: Sequence[Any]) -> Iterator[Any]:
    """The objects in arrays, however deep."""
    for node in nodes:
        if isinstance(node, list):
            yield from _objects(node)
        elif isinstance(node, dict):
            yield node


def _leaves(value: Any) -> Iterator[Any]:
    """The values that operators see: those of arrays one by one, and never an object."""
    if isinstance(value, list):
        for one in value:
            yield from _leaves(one)
    elif not isinstance(value, dict):
        yield value


def _leaf(alternatives: Sequence[Any]) -> Callable[[list[Any]], bool]:
    """One alternative must fit one of the leaves; `exists` asks whether there are any."""
    if not alternatives:
        raise BadPattern("Empty arrays are not allowed")
    wanted, tests = list[bool](), list[Test]()
    for one in alternatives:
        if not isinstance(one, dict) or set(one) != {"exists"}:
            tests.append(operator(one))
        elif isinstance(one["exists"], bool):
            wanted.append(one["exists"])
        else:
            raise BadPattern("exists match pattern must be either true or false.")
    return lambda leaves: bool(leaves) in wanted or any(test(leaf) for leaf in leaves for test in tests)


def combinations(pattern: Mapping[str, Any], depth: int = 1) -> int:
    """How many combinations of values a pattern has: the arrays' lengths times their depths, multiplied.

    Those of the alternatives of `$or` are added up.

    https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
    """
    product = 1
    for key, value in pattern.items():
        if is_or(key, value):
            product *= sum(combinations(one, depth) for one in value)
        elif isinstance(value, dict):
            product *= combinations(value, depth + 1)
        elif isinstance(value, list):
            product *= len(value) * depth
    return product
