"""The requests of the orders API and their right answers, as the checks know them."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from random import Random
from typing import Any

from lambda_workshop.cloud.web import Reply

CENTS = {"A5": 15, "A4": 25, "A3": 60}
MOST_COPIES = 10_000
_EVENTS = Path(__file__).parent / "events"


def golden(name: str) -> dict[str, Any]:
    """An event that this section's trigger really delivers."""
    found: dict[str, Any] = json.loads((_EVENTS / f"{name}.json").read_text("utf-8"))
    return found


def price_of(paper: str, copies: int) -> dict[str, Any]:
    """What `GET /prices/{paper}` answers."""
    return {"paper": paper, "copies": copies, "cents": CENTS[paper] * copies}


def price_event(paper: str, copies: object = None) -> dict[str, Any]:
    """The event of that request; without `copies` it has no query string."""
    event = golden("price")
    event["pathParameters"]["paper"] = paper
    event["rawPath"] = event["requestContext"]["http"]["path"] = f"/prices/{paper}"
    del event["queryStringParameters"]
    event["rawQueryString"] = ""
    if copies is not None:
        event["queryStringParameters"] = {"copies": str(copies)}
        event["rawQueryString"] = f"copies={copies}"
    return event


def order_event(body: object, key: str | None, *, encoded: bool = False) -> dict[str, Any]:
    """The event of `POST /orders`; with `encoded`, as curl's `--data` makes it: base64, since it looks like a form."""
    event = golden("place_order")
    text = body if isinstance(body, str) else json.dumps(body)
    event["body"] = base64.b64encode(text.encode()).decode() if encoded else text
    event["isBase64Encoded"] = encoded
    event["headers"]["content-length"] = str(len(text.encode()))
    if encoded:
        event["headers"]["content-type"] = "application/x-www-form-urlencoded"
    if key is None:
        del event["headers"]["idempotency-key"]
    else:
        event["headers"]["idempotency-key"] = key
    return event


def order_of(paper: str, copies: int, key: str) -> dict[str, Any]:
    """What `POST /orders` answers."""
    return {"orderId": key, **price_of(paper, copies)}


def me_event(customer: str) -> dict[str, Any]:
    """The event of `GET /me`, for a customer who signed in."""
    event = golden("me")
    event["requestContext"]["authorizer"]["jwt"]["claims"]["cognito:username"] = customer
    return event


def random_order(random: Random) -> tuple[str, int, str]:
    """A paper, a number of copies and an order's id that nobody else has."""
    return random.choice(list(CENTS)), random.randint(1, MOST_COPIES), f"o-{random.randrange(16**8):08x}"


def exchange(line: str, reply: Reply) -> str:
    """A request's first line and what came back, as evidence."""
    shown = reply.shown().replace("\n", "\n  ")
    return f"sent:\n  {line}\nanswered:\n  {shown}"
