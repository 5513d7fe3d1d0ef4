"""Events as the shop, its partners and AWS send them, for the checks, the panel and the trainer."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

from lambda_workshop.cloud import Cloud

BUS, RULE, PACKER, DEAD = "inkwell-bus", "inkwell-bus-large-orders", "inkwell-bus-packer", "inkwell-bus-dead"
SOURCE, PLACED = "inkwell.orders", "OrderPlaced"
GOLDEN = Path(__file__).parent / "events" / "order_placed.json"
LARGE = 10_000
"""Cents from which an order is a large one."""
_SKUS = ("mug", "card", "poster", "canvas", "calendar", "sticker")


def golden() -> dict[str, Any]:
    """The documented event of a placed order."""
    event: dict[str, Any] = json.loads(GOLDEN.read_text("utf-8"))
    return event


def order(random: Random, *, large: bool = True, customer: str = "") -> dict[str, Any]:
    """The detail of a placed order; `cents` is on the asked side of `LARGE`, and never close to it by rounding."""
    items = [{"sku": sku, "count": random.randint(1, 9)} for sku in random.sample(_SKUS, random.randint(2, 4))]
    return {
        "orderId": f"A-{random.randint(10_000, 99_999)}",
        "customer": customer or f"c-{random.randint(100, 999)}",
        "cents": random.randint(LARGE, 99_999) if large else random.randint(100, LARGE - 1),
        "items": items,
    }


def event_of(random: Random, detail: dict[str, Any], *, source: str = SOURCE, kind: str = PLACED) -> dict[str, Any]:
    """The event that a rule sees for this detail."""
    number = f"{random.randrange(16**8):08x}-{random.randrange(16**4):04x}-4000-8000-{random.randrange(16**12):012x}"
    return golden() | {"id": number, "source": source, "detail-type": kind, "resources": [], "detail": detail}


def matches(cloud: Cloud, pattern: str, event: dict[str, Any]) -> bool:
    """Whether EventBridge itself says that the pattern matches; raises ClientError for a malformed pattern."""
    answer = cloud.client("events").test_event_pattern(EventPattern=pattern, Event=json.dumps(event))
    return bool(answer["Result"])


def put(cloud: Cloud, detail: dict[str, Any], *, kind: str = PLACED, bus: str = BUS) -> str:
    """Put an event on the bus; returns its id. Raises RuntimeError when the entry was refused."""
    entry = {"EventBusName": bus, "Source": SOURCE, "DetailType": kind, "Detail": json.dumps(detail)}
    answer = cloud.client("events").put_events(Entries=[entry])["Entries"][0]
    if "ErrorCode" in answer:
        raise RuntimeError(f"{answer['ErrorCode']}: {answer.get('ErrorMessage', '')}")
    return str(answer["EventId"])
