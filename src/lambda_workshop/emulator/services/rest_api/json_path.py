"""The part of JSONPath that mapping templates use: names, indices, wildcards, descent, negative indices and slices.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_STEP = re.compile(
    r"(?P<descent>\.\.)(?P<below>[\w-]+|\*)"
    r"|\.(?P<name>[\w$@-]+|\*)"
    r"|\[\s*(?P<quoted>'[^']*'|\"[^\"]*\")\s*\]"
    r"|\[\s*(?P<index>-?\d+)\s*\]"
    r"|\[\s*(?P<start>-?\d*)\s*:\s*(?P<stop>-?\d*)\s*\]"
    r"|\[\s*(?P<all>\*)\s*\]"
)


class JsonPathError(ValueError):
    """The expression is none that is understood here."""


def find(document: Any, expression: str) -> Any:
    """What the expression leads to; None when nothing is there, a list when it may lead to several places.

    Raises JsonPathError for an expression with filters or scripts, or one that does not begin with `$`.
    """
    text = expression.strip()
    if not text.startswith("$"):
        text = f"$.{text}"
    position, found, several = 1, [document], False
    while position < len(text):
        step = _STEP.match(text, position)
        if step is None:
            raise JsonPathError(f"Invalid JSONPath: {expression}")
        position = step.end()
        several = several or bool(step["descent"] or step["all"] or step["name"] == "*" or step["stop"] is not None)
        found = [item for each in found for item in _follow(each, step)]
    if several:
        return found
    return found[0] if found else None


def _follow(value: Any, step: re.Match[str]) -> Iterator[Any]:
    if step["descent"]:
        for each in _all_below(value):
            yield from _children(each) if step["below"] == "*" else _named(each, step["below"])
    elif step["all"] or step["name"] == "*":
        yield from _children(value)
    elif step["name"] or step["quoted"]:
        yield from _named(value, step["name"] or step["quoted"][1:-1])
    elif not isinstance(value, list):
        return
    elif step["index"]:
        if -len(value) <= int(step["index"]) < len(value):
            yield value[int(step["index"])]
    else:
        start, stop = (int(text) if text else None for text in (step["start"], step["stop"]))
        yield from value[start:stop]


def _named(value: Any, name: str) -> Iterator[Any]:
    if isinstance(value, dict) and name in value:
        yield value[name]


def _children(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _all_below(value: Any) -> Iterator[Any]:
    yield value
    for each in _children(value):
        yield from _all_below(each)
