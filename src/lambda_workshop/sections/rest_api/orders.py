"""The requests of the orders API and their right answers, as the checks know them."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from lambda_workshop.cloud.web import Reply

CENTS = {"A5": 15, "A4": 25, "A3": 60}
FINISHES = {"matt": 5, "border": 2, "framed": 900}
MOST_COPIES = 10_000
SITE = "https://inkwell.example"
_EVENTS = Path(__file__).parent / "events"


def golden(name: str) -> dict[str, Any]:
    """An event that this section's trigger really delivers."""
    found: dict[str, Any] = json.loads((_EVENTS / f"{name}.json").read_text("utf-8"))
    return found


def price_of(paper: str, copies: int, finishes: Sequence[str] = ()) -> dict[str, Any]:
    """What `GET /prices/{paper}` answers."""
    cents = (CENTS[paper] + sum(FINISHES[name] for name in finishes)) * copies
    return {"paper": paper, "copies": copies, "cents": cents}


def order_of(paper: str, copies: int, key: str, customer: str) -> dict[str, Any]:
    """What `POST /orders` answers."""
    return {"orderId": key, "customer": customer, **price_of(paper, copies)}


def price_event(paper: str, copies: object = None, finishes: Sequence[str] = ()) -> dict[str, Any]:
    """The event of that request; without copies and finishes it has no query string, and both keys are null."""
    event = golden("price")
    event["pathParameters"]["paper"] = paper
    event["path"] = f"/prices/{paper}"
    event["requestContext"]["path"] = f"/prod/prices/{paper}"
    lists = ({"copies": [str(copies)]} if copies is not None else {}) | ({"finish": [*finishes]} if finishes else {})
    event["multiValueQueryStringParameters"] = lists or None
    event["queryStringParameters"] = {name: values[-1] for name, values in lists.items()} or None
    return event


def order_event(
    body: object, key: str | None, customer: str = "ana", *, spelt: str = "Idempotency-Key"
) -> dict[str, Any]:
    """The event of `POST /orders`; the key's header is spelt as its client spelt it. No body is null."""
    event = golden("place_order")
    event["body"] = body if isinstance(body, str) or body is None else json.dumps(body)
    for headers in (event["headers"], event["multiValueHeaders"]):
        value = headers.pop("Idempotency-Key")
        if key is not None:
            headers[spelt] = [key] if isinstance(value, list) else key
    event["requestContext"]["authorizer"]["principalId"] = customer
    return event


def random_order(random: Random) -> tuple[str, int, str]:
    """A paper, a number of copies and an order's id that nobody else has."""
    return random.choice(list(CENTS)), random.randint(2, MOST_COPIES), f"o-{random.randrange(16**8):08x}"


def token_of(customer: str) -> str:
    """The token that the lesson's authorizer takes from this customer."""
    return f"{customer}.{hmac.new(b'inkwell', customer.encode(), hashlib.sha256).hexdigest()[:16]}"


def exchange(line: str, reply: Reply) -> str:
    """A request's first line and what came back, as evidence."""
    shown = reply.shown().replace("\n", "\n  ")
    return f"sent:\n  {line}\nanswered:\n  {shown}"
