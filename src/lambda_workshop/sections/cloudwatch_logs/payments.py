"""Lines of the payment service's log, and the events in which they arrive."""

from __future__ import annotations

import base64
import contextlib
import gzip
import json
import time
from pathlib import Path
from random import Random
from typing import Any

from lambda_workshop.cloud import Cloud

GROUP, ALERT, FILTER = "inkwell-logs-payments", "inkwell-logs-alert", "failed-payments"
EVENTS = Path(__file__).parent / "events"
FAILED = ("refused", "expired")
LARGE = 1000
"""Cents from which a failed payment is worth an alert."""


def documented(name: str) -> dict[str, Any]:
    """The documented event: `errors` or `control`."""
    event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text("utf-8"))
    return event


def unpacked(event: dict[str, Any]) -> dict[str, Any]:
    """What is inside an event."""
    inside: dict[str, Any] = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    return inside


def packed(message: dict[str, Any]) -> dict[str, Any]:
    """The event with this inside."""
    return {"awslogs": {"data": base64.b64encode(gzip.compress(json.dumps(message).encode())).decode()}}


def payment(random: Random, status: str = "", *, large: bool = True) -> dict[str, Any]:
    """What the service writes of one payment."""
    cents = random.randint(LARGE, 99_999) if large else random.randint(1, LARGE - 1)
    card = "".join(str(random.randrange(10)) for _ in range(12))
    return {
        "orderId": f"A-{random.randint(10_000, 99_999)}",
        "status": status or random.choice(FAILED),
        "cents": cents,
        "card": card,
    }


def event_of(random: Random, *messages: str, group: str = GROUP) -> tuple[dict[str, Any], list[int]]:
    """An event with these lines, and their timestamps in milliseconds."""
    inside = unpacked(documented("errors"))
    start = 1_795_000_000_000 + random.randrange(10**9)
    times = [start + 7 * index for index in range(len(messages))]
    events = [
        {"id": f"{random.randrange(10**55):056d}", "timestamp": moment, "message": text}
        for moment, text in zip(times, messages, strict=True)
    ]
    return packed(inside | {"logGroup": group, "logEvents": events}), times


def write(cloud: Cloud, *messages: str, group: str = GROUP, stream: str = "payments") -> None:
    """Write these lines into a log group, as a service does."""
    client = cloud.client("logs")
    with contextlib.suppress(client.exceptions.ResourceAlreadyExistsException):
        client.create_log_stream(logGroupName=group, logStreamName=stream)
    now = int(time.time() * 1000)
    events = [{"timestamp": now + index, "message": text} for index, text in enumerate(messages)]
    client.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)


def filters(cloud: Cloud, group: str) -> list[dict[str, Any]] | None:
    """The group's subscription filters; None when there is no such group."""
    client = cloud.client("logs")
    try:
        found: list[dict[str, Any]] = client.describe_subscription_filters(logGroupName=group)["subscriptionFilters"]
    except client.exceptions.ResourceNotFoundException:
        return None
    return found
