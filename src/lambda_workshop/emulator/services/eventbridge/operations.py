"""PutEvents: an entry that is wrong fails alone, its own time is kept, and the whole may have 1 MB.

https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
"""

from __future__ import annotations

import contextvars
import json
from collections.abc import Callable, Mapping
from typing import Any

from lambda_workshop.aws.facts import eventbridge as facts
from lambda_workshop.emulator.fallback import json_protocol

MAXIMUM_BYTES = facts.ENTRIES_SIZE.value
"""Of all entries of a request."""
_time: contextvars.ContextVar[float | None] = contextvars.ContextVar("time of the entry", default=None)


def put_events(original: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap `eventbridge._put_events`: the entries go in one by one, each with its own answer."""

    def put(data: dict[str, Any], *rest: Any, **options: Any) -> Any:
        entries = data.get("Entries")
        if not isinstance(entries, list) or not 1 <= len(entries) <= 10:
            return original(data, *rest, **options)
        if sum(size(entry) for entry in entries) > MAXIMUM_BYTES:
            message = "Total size of the entries in the request is over the limit."
            return json_protocol.error("ValidationException", message, 400)
        answers = [_put(original, data, entry, *rest, **options) for entry in entries]
        failed = sum("ErrorCode" in answer for answer in answers)
        return json_protocol.answer({"FailedEntryCount": failed, "Entries": answers})

    return put


def _put(original: Callable[..., Any], data: Mapping[str, Any], entry: Any, *rest: Any, **options: Any) -> Any:
    if refused := problem_of(entry):
        return refused
    token = _time.set(_seconds(entry.get("Time")))
    try:
        _status, _headers, body = original({**data, "Entries": [entry]}, *rest, **options)
    finally:
        _time.reset(token)
    return json.loads(body)["Entries"][0]


def problem_of(entry: Any) -> dict[str, str] | None:
    """What PutEvents answers for an entry that cannot be sent; None for one that can."""
    if not isinstance(entry, dict):
        return {"ErrorCode": "InvalidArgument", "ErrorMessage": "An entry is an object."}
    for name in ("Source", "DetailType", "Detail"):
        if not entry.get(name):
            reason = f"Parameter {name} is not valid. Reason: {name} is a required argument."
            return {"ErrorCode": "InvalidArgument", "ErrorMessage": reason}
    try:
        detail = json.loads(entry["Detail"])
    except (TypeError, ValueError):
        detail = None
    if not isinstance(detail, dict):
        return {"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."}
    return None


def size(entry: Any) -> int:
    """What an entry counts towards the maximum, in bytes: 14 for a time, and the UTF-8 length of each text."""
    if not isinstance(entry, dict):
        return 0
    texts = [entry.get(name) for name in ("Source", "DetailType", "Detail")] + list(entry.get("Resources") or [])
    return (14 if entry.get("Time") else 0) + sum(len(str(text).encode()) for text in texts if text)


def _seconds(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def now(original: Callable[[], float]) -> Callable[[], float]:
    """Wrap `eventbridge._now_ts`: while an entry with a time of its own is put, that is its time."""

    def chosen() -> float:
        own = _time.get()
        return original() if own is None else own

    return chosen
