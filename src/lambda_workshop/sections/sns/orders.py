"""Orders as the shop publishes them, and the events in which they arrive."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

from lambda_workshop.cloud import Cloud

TOPIC, INVOICE, LOYALTY, DEAD = "inkwell-sns-orders", "inkwell-sns-invoice", "inkwell-sns-loyalty", "inkwell-sns-dead"
GOLDEN = Path(__file__).parent / "events" / "order.json"
COUNTRIES = ("AT", "DE")
"""Where customers earn points."""
LARGE = 5000
"""Cents from which an order earns points."""


def topic_arn(cloud: Cloud, name: str = TOPIC) -> str:
    """The ARN of a topic of this account."""
    return f"arn:aws:sns:{cloud.region}:{cloud.account}:{name}"


def order(random: Random, *, large: bool = True) -> dict[str, Any]:
    """An order; `cents` is on the asked side of `LARGE`."""
    cents = random.randint(LARGE, 99_999) if large else random.randint(100, LARGE - 1)
    return {
        "orderId": f"A-{random.randint(10_000, 99_999)}",
        "customer": f"c-{random.randrange(16**6):06x}",
        "cents": cents,
    }


def attribute(kind: str, value: object) -> dict[str, str]:
    """A message attribute as `publish` takes it; a list becomes a String.Array."""
    return {"DataType": kind, "StringValue": json.dumps(value) if isinstance(value, list) else str(value)}


def attributes(placed: dict[str, Any], country: str) -> dict[str, dict[str, str]]:
    """What the shop writes on an order's message, for filters to read."""
    return {"country": attribute("String", country), "cents": attribute("Number", placed["cents"])}


def publish(cloud: Cloud, placed: dict[str, Any], country: str, *, topic: str = TOPIC) -> str:
    """Publish an order as the shop does; returns the message's id."""
    answer = cloud.client("sns").publish(
        TopicArn=topic_arn(cloud, topic),
        Subject="Order",
        Message=json.dumps(placed),
        MessageAttributes=attributes(placed, country),
    )
    return str(answer["MessageId"])


def event(
    random: Random, message: str, attached: dict[str, dict[str, str]] | None = None, *, subject: str | None = "Order"
) -> dict[str, Any]:
    """The event in which this message arrives at a function."""
    found: dict[str, Any] = json.loads(GOLDEN.read_text("utf-8"))
    number = f"{random.randrange(16**8):08x}-0000-5000-8000-{random.randrange(16**12):012x}"
    found["Records"][0]["Sns"] |= {
        "MessageId": number,
        "Subject": subject,
        "Message": message,
        "MessageAttributes": {
            name: {"Type": item["DataType"], "Value": item["StringValue"]} for name, item in (attached or {}).items()
        },
    }
    return found
