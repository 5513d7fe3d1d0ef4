"""A learner's work as plain data: what `check(...)` was given, so that it can be checked elsewhere.

A grader does not let the learner's kernel judge itself. The kernel hands in what `check` was given, and the check
runs where the learner's code cannot reach.
"""

from __future__ import annotations

import json
from typing import Any

from lambda_workshop.checks.handler import Handler, handler_of
from lambda_workshop.checks.outcome import NotYet

MIME_TYPE = "application/vnd.lambda-workshop.work+json"


def to_data(work: object) -> dict[str, Any]:
    """The work as data that JSON can carry: nothing, a value, a handler's source, or why it cannot be handed in."""
    if work is None or work is ...:
        return {"kind": "nothing"}
    if callable(work) and not isinstance(work, type):
        try:
            handler = handler_of(work)
            return {"kind": "handler", "name": handler.name, "source": handler.source}
        except NotYet as error:
            return {"kind": "unreadable", "found": error.found, "advice": error.advice}
    try:
        return {"kind": "value", "value": json.loads(json.dumps(work))}
    except (TypeError, ValueError, RecursionError):
        return {
            "kind": "unreadable",
            "found": f"a {type(work).__name__} was passed",
            "advice": "pass what is asked for",
        }


def from_data(data: object) -> object:
    """The work that a check takes.

    Raises:
        NotYet: it was not handed in as data of this form, or could not be read; the message says what was found.
    """
    match data:
        case {"kind": "nothing"}:
            return None
        case {"kind": "value", "value": value}:
            return value
        case {"kind": "handler", "name": str(name), "source": str(source)} if name.isidentifier():
            return Handler(source, name)
        case {"kind": "unreadable", "found": str(found), "advice": str(advice)}:
            raise NotYet(found, advice=advice)
    raise NotYet("what the check was given could not be read", advice="call the check as the notebook had it")
