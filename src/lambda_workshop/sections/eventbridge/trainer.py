"""The pattern trainer: does this event match, and if not, which part of the pattern says no?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from lambda_workshop.notebook.display import Output, Table
from lambda_workshop.sections.eventbridge.orders import golden, matches

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import Lesson

PATTERNS: dict[str, dict[str, Any]] = {
    "large orders": {"detail": {"cents": [{"numeric": [">=", 10000]}]}},
    "mugs or cards": {"detail": {"items": {"sku": ["mug", "card"]}}},
    "no test customers": {"detail": {"customer": [{"anything-but": {"prefix": "test-"}}]}},
    "gift or express": {"detail": {"$or": [{"gift": [True]}, {"shipping": ["express"]}]}},
    "without a voucher": {"detail": {"voucher": [{"exists": False}]}},
    "anything from a partner": {"source": [{"prefix": "aws.partner/"}]},
}
"""Patterns to start from."""
DETAILS: dict[str, dict[str, Any]] = {
    "a large order": {"orderId": "A-1042", "customer": "c-117", "cents": 12500, "items": [{"sku": "mug", "count": 9}]},
    "a small gift": {"orderId": "A-1043", "customer": "c-118", "cents": 900, "gift": True, "items": [{"sku": "card"}]},
    "a tester's order": {"orderId": "A-1044", "customer": "test-7", "cents": 12500, "voucher": "FREE", "items": []},
    "cents as a string": {"orderId": "A-1045", "customer": "c-119", "cents": "12500", "items": [{"sku": "poster"}]},
}
"""Details to try them on."""


def parts(pattern: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every rule of a pattern with the way to it; all of them must match."""
    for key, value in pattern.items():
        if isinstance(value, dict):
            yield from parts(value, (*path, key))
        else:
            yield (*path, key), value


def _alone(path: tuple[str, ...], rule: Any) -> dict[str, Any]:
    found: Any = rule
    for key in reversed(path):
        found = {key: found}
    return dict(found)


def explain(lesson: Lesson, pattern: dict[str, Any], detail: dict[str, Any]) -> Output:
    """Ask EventBridge about the whole pattern and about each of its parts, for an order with this detail."""
    event = golden() | {"detail": detail}
    if not isinstance(pattern, dict) or not pattern:
        return Output("A pattern is a JSON object with at least one field.")
    try:
        whole = matches(lesson.cloud, json.dumps(pattern), event)
        rows = [
            (
                ".".join(path),
                json.dumps(rule),
                "yes" if matches(lesson.cloud, json.dumps(_alone(path, rule)), event) else "no",
            )
            for path, rule in parts(pattern)
        ]
    except ClientError as error:
        return Output(f"EventBridge refuses this pattern: {error.response['Error'].get('Message', '')}")
    verdict = "The event matches." if whole else "The event does not match: every part must."
    return Output(verdict, Table("Part by part", ("Field", "Rule", "Matches"), rows))
