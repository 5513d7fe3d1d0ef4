"""Orders in the table, and the stream records of their changes."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from random import Random
from typing import Any

from lambda_workshop.cloud import Cloud, tables

ORDERS, REVENUE = "inkwell-dynamodb-orders", "inkwell-dynamodb-revenue"
EVENTS = Path(__file__).parent / "events"
Item = dict[str, dict[str, str]]


def documented(name: str) -> dict[str, Any]:
    """The documented event: `insert`, `modify` or `remove`."""
    event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text("utf-8"))
    return event


def order(random: Random, status: str = "placed", *, cents: int = 0) -> Item:
    """An order as DynamoDB writes an item."""
    number = f"A-{random.randint(10_000, 99_999)}"
    return {"orderId": {"S": number}, "status": {"S": status}, "cents": {"N": str(cents or random.randint(200, 9_900))}}


def record(random: Random, old: Item | None, new: Item | None, *, expired: bool = False) -> dict[str, Any]:
    """The stream record of a change from one image to the other; None for an item that was not there, or is not."""
    name = "insert" if old is None else "remove" if new is None else "modify"
    found: dict[str, Any] = copy.deepcopy(documented(name)["Records"][0])
    found["eventID"] = f"{random.randrange(16**32):032x}"
    change = found["dynamodb"]
    for image, item in (("OldImage", old), ("NewImage", new)):
        change.pop(image, None)
        if item is not None:
            change[image] = item
    change["Keys"] = {"orderId": (old or new or {})["orderId"]}
    change["SequenceNumber"] = f"{random.randrange(10**21):030d}"
    if expired:
        found["userIdentity"] = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}
    return found


def put(cloud: Cloud, item: Item, *, name: str = ORDERS) -> None:
    """Write an order."""
    cloud.client("dynamodb").put_item(TableName=name, Item=item)


def total(cloud: Cloud) -> int | None:
    """What the revenue's item says, in cents; None while there is none."""
    item = tables.item(cloud, REVENUE, name="total")
    return int(item.get("cents", 0)) if item else None
