"""Filters of event source mappings, decided by EventBridge's matcher, which knows every operator.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

from lambda_workshop.emulator.fallback import eventbridge

MAXIMUM = 5
"""Filters of one mapping, unless AWS raises the quota."""


def patterns(criteria: Mapping[str, Any] | None) -> list[str]:
    """The patterns of a mapping's FilterCriteria, as text."""
    return [str(item.get("Pattern") or "{}") for item in (criteria or {}).get("Filters") or []]


def problem(criteria: Mapping[str, Any] | None) -> str:
    """Why AWS would refuse these criteria; empty when it takes them."""
    found = patterns(criteria)
    if len(found) > MAXIMUM:
        return f"Too many filters: {len(found)}, at most {MAXIMUM}"
    for pattern in found:
        try:
            parsed = json.loads(pattern)
        except ValueError as error:
            return f"Invalid filter pattern definition: {error}"
        if not isinstance(parsed, dict):
            return "Invalid filter pattern definition: a pattern is a JSON object"
        if parsed and (reason := eventbridge.pattern_error(pattern)):
            return f"Invalid filter pattern definition: {reason}"
    return ""


def matches(record: Mapping[str, Any], wanted: Sequence[str]) -> bool:
    """Whether the record passes: any one pattern is enough, and so is having none."""
    if not wanted:
        return True
    view = eventbridge.event_view(as_filtered(record))
    return any(pattern.strip() == "{}" or eventbridge.matches(pattern, view) for pattern in wanted)


def as_filtered(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record as a pattern sees it: an SQS body and a Kinesis record's data are decoded where they are JSON."""
    if "body" in record:
        return dict(record) | {"body": _decoded(record["body"])}
    if "kinesis" in record:
        kinesis = dict(record["kinesis"])
        data = base64.b64decode(kinesis.pop("data", "")).decode("utf-8", "replace")
        return {name: value for name, value in record.items() if name != "kinesis"} | kinesis | {"data": _decoded(data)}
    return dict(record)


def _decoded(text: Any) -> Any:
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return text
