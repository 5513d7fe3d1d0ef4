"""Messages of the print room's sensors, and the rules that read them."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

from lambda_workshop.cloud import Cloud

RULE, COOLER = "inkwell_iot_hot", "inkwell-iot-cooler"
GOLDEN = Path(__file__).parent / "events" / "hot.json"
HOT = 30
"""Degrees Celsius above which the room is too warm."""


def golden() -> dict[str, Any]:
    """The documented event: what the statement makes of a message."""
    event: dict[str, Any] = json.loads(GOLDEN.read_text("utf-8"))
    return event


def publish(cloud: Cloud, printer: str, message: dict[str, Any], *, topic: str = "") -> None:
    """Publish a message as this printer's sensor does, to `print-room/PRINTER/climate` unless told otherwise."""
    cloud.client("iot-data").publish(
        topic=topic or f"print-room/{printer}/climate", qos=1, payload=json.dumps(message).encode()
    )


def reading(random: Random, *, hot: bool = True, state: str = "printing") -> dict[str, Any]:
    """What a sensor says; `celsius` is on the asked side of `HOT`."""
    celsius = random.randint(HOT + 1, 60) if hot else random.randint(10, HOT)
    return {"celsius": celsius + (0.5 if hot else 0), "humidity": random.randint(20, 80), "state": state}


def rule(cloud: Cloud, name: str) -> dict[str, Any] | None:
    """The topic rule; None when there is none of that name."""
    iot = cloud.client("iot")
    if name not in {item["ruleName"] for item in iot.list_topic_rules()["rules"]}:
        return None
    found: dict[str, Any] = iot.get_topic_rule(ruleName=name)["rule"]
    return found


def rule_arn(cloud: Cloud, name: str) -> str:
    """The ARN of a rule of this account."""
    return f"arn:aws:iot:{cloud.region}:{cloud.account}:rule/{name}"
