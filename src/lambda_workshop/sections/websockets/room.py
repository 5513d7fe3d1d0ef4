"""The names of the chat's parts, the table of its connections, and its messages, as checks and panel know them."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

from lambda_workshop.cloud import Cloud, logs

API, STAGE = "inkwell-websockets-orders", "prod"
DOOR, CHAT = "inkwell-websockets-door", "inkwell-websockets-chat"
TABLE, INDEX, FORGET = "inkwell-websockets-connections", "by-order", "expires"
ACTION = "$request.body.action"
ROUTES = {"$connect": DOOR, "$disconnect": DOOR, "say": CHAT, "$default": CHAT}
FRAME, MESSAGE = 32 * 1024, 128 * 1024
"""Bytes: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html"""
HOURS_SECONDS = 2 * 60 * 60
"""How long a connection may last; same page."""
_EVENTS = Path(__file__).parent / "events"
_NAMES = ("Ana", "Ben", "Zoë", "Jürgen", "Siobhán", "Łukasz", "Aoife", "María")
_WORDS = ("proof", "paper", "courier", "frame", "invoice", "colour", "deadline", "delivery", "matte", "glossy")


def golden(name: str) -> dict[str, Any]:
    """An event that this section's trigger really delivers: `connect`, `message` or `disconnect`."""
    found: dict[str, Any] = json.loads((_EVENTS / f"{name}.json").read_text("utf-8"))
    return found


def message_event(connection_id: str, body: object, *, route: str) -> dict[str, Any]:
    """The event of a message of this connection; a body that is no text is made JSON."""
    event = golden("message")
    event["requestContext"] |= {"connectionId": connection_id, "routeKey": route}
    event["body"] = body if isinstance(body, str) else json.dumps(body)
    return event


def new_order(random: Random) -> str:
    """An order that nobody else follows."""
    return f"O-{random.randrange(16**8):08x}"


def new_name(random: Random) -> str:
    """A customer's name, told from others by a number."""
    return f"{random.choice(_NAMES)} {random.randrange(16**4):04x}"


def new_text(random: Random) -> str:
    """Something that a customer says."""
    return f"Is the {random.choice(_WORDS)} ready? {random.randrange(16**8):08x}"


def new_connection_id(random: Random) -> str:
    """An id such as `QRUpAMngHiMiGck=`, of no open connection."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return "".join(random.choices(letters, k=15)) + "="


def long_text(random: Random) -> str:
    """60,000 bytes that JSON with `\\uXXXX` makes 180,000."""
    return f"{random.randrange(16**8):08x}" + "".join(random.choices("čřžšěůöäüßñé", k=29_996))


def kept(cloud: Cloud, order: str, *, table: str = TABLE, index: str = INDEX) -> list[dict[str, Any]]:
    """The connections that the table holds for this order, as boto3's low-level items."""
    found: list[dict[str, Any]] = cloud.client("dynamodb").query(
        TableName=table,
        IndexName=index,
        KeyConditionExpression="orderId = :order",
        ExpressionAttributeValues={":order": {"S": order}},
    )["Items"]
    return found


def keep(cloud: Cloud, order: str, connection_id: str, name: str, *, table: str = TABLE) -> None:
    """Put a connection into the table, as the door does."""
    item = {"connectionId": {"S": connection_id}, "orderId": {"S": order}, "name": {"S": name}}
    cloud.client("dynamodb").put_item(TableName=table, Item=item | {FORGET: {"N": str(logs.now_ms() // 1000 + 60)}})


def drop(cloud: Cloud, connection_id: str, *, table: str = TABLE) -> None:
    """Take a connection out of the table, whether it is there or not."""
    cloud.client("dynamodb").delete_item(TableName=table, Key={"connectionId": {"S": connection_id}})


def said(cloud: Cloud, function: str, *, since_ms: int) -> str:
    """The function's log from then on, for a result's evidence; says how many lines it leaves out."""
    lines = [line.text for line in logs.lines(cloud, function, since_ms=since_ms)]
    left_out = [f"({len(lines) - 30} earlier lines are not shown)"] if len(lines) > 30 else []
    return "\n".join(f"  {line}" for line in left_out + lines[-30:]) or "  (nothing)"
