"""The rest of the print room's skill, a file of the function's package: discovery, the grant, the sensor, the table.

Lambda calls `room.handler`. What is for the lamp goes to `respond(directive, lamp)` in `index.py`, the notebook's cell,
which answers and changes the lamp's state.
"""

from __future__ import annotations

import json
import os
import uuid
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import boto3
from index import respond  # type: ignore[import-not-found]

ENDPOINTS = json.loads(Path(__file__).with_name("endpoints.json").read_text(encoding="utf-8"))
TABLE = boto3.resource("dynamodb").Table(os.environ["TABLE"])
LAMP, SENSOR = "print-room-lamp", "print-room-temperature"


def handler(event: dict[str, Any], context: object) -> Any:
    """The answer to any directive of Alexa's."""
    directive = event["directive"]
    kind = directive["header"]["name"]
    print(f"{directive['header']['namespace']} {kind}")
    if kind == "Discover":
        return _answer(directive, "Alexa.Discovery", "Discover.Response", {"endpoints": ENDPOINTS})
    if kind == "AcceptGrant":
        # On AWS: exchange directive["payload"]["grant"]["code"] for tokens at Login with Amazon, and keep them.
        return _answer(directive, "Alexa.Authorization", "AcceptGrant.Response", {})
    endpoint = directive["endpoint"]["endpointId"]
    if endpoint == LAMP:
        lamp = {"power": "OFF", "brightness": 100} | _plain(TABLE.get_item(Key={"id": LAMP}).get("Item", {}))
        before = dict(lamp)
        answer = respond(directive, lamp)
        if lamp != before:
            TABLE.put_item(Item=lamp | {"id": LAMP})
        return answer
    if endpoint == SENSOR and kind == "ReportState":
        item = _plain(TABLE.get_item(Key={"id": SENSOR}).get("Item", {}))
        celsius = {"value": item.get("celsius", 21), "scale": "CELSIUS"}
        answer = _answer(directive, "Alexa", "StateReport", {})
        return answer | {"context": {"properties": [_sample("Alexa.TemperatureSensor", "temperature", celsius)]}}
    return _answer(directive, "Alexa", "ErrorResponse", {"type": "NO_SUCH_ENDPOINT", "message": endpoint})


def _answer(directive: dict[str, Any], namespace: str, name: str, payload: dict[str, Any]) -> dict[str, Any]:
    header = {"namespace": namespace, "name": name, "messageId": str(uuid.uuid4()), "payloadVersion": "3"}
    event = {"header": header, "payload": payload}
    if "correlationToken" in directive["header"]:
        header["correlationToken"] = directive["header"]["correlationToken"]
        event["endpoint"] = {"endpointId": directive["endpoint"]["endpointId"]}
    return {"event": event}


def _sample(namespace: str, name: str, value: Any) -> dict[str, Any]:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    told = {"namespace": namespace, "name": name, "value": value}
    return told | {"timeOfSample": now, "uncertaintyInMilliseconds": 500}


def _plain(item: dict[str, Any]) -> dict[str, Any]:
    """DynamoDB's numbers as JSON has them."""
    numbers = {key: value for key, value in item.items() if isinstance(value, Decimal)}
    return item | {key: int(value) if value % 1 == 0 else float(value) for key, value in numbers.items()}
