"""The simulated home with the shop's skill: directives for checks, and what happened as evidence."""

from __future__ import annotations

import copy
import json
import secrets
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lambda_workshop.cloud import Cloud
from lambda_workshop.simulators.alexa import Answered, Shown, SmartHome

SKILL = "amzn1.ask.skill.7a60c1de-55d2-4a0c-9f0e-3f5f8f2f1c22"
LAMP, SENSOR = "print-room-lamp", "print-room-temperature"
POWER, BRIGHTNESS = ("Alexa.PowerController", "powerState"), ("Alexa.BrightnessController", "brightness")
_EVENTS = Path(__file__).parent / "events"


def golden(name: str) -> dict[str, Any]:
    """A directive that Alexa really sends, by the name of its file, without its envelope."""
    event: dict[str, Any] = json.loads((_EVENTS / f"{name}.json").read_text(encoding="utf-8"))
    directive: dict[str, Any] = event["directive"]
    return directive


def directive(namespace: str, name: str, payload: Mapping[str, Any], endpoint: str = LAMP) -> dict[str, Any]:
    """A fresh directive for an endpoint, with an id and a token of its own."""
    made = copy.deepcopy(golden("turn_on"))
    made["header"] |= {
        "namespace": namespace,
        "name": name,
        "messageId": str(uuid.uuid4()),
        "correlationToken": secrets.token_urlsafe(60),
    }
    made["endpoint"]["endpointId"] = endpoint
    made["payload"] = dict(payload)
    return made


def home(cloud: Cloud, function: str) -> SmartHome:
    """A home that has found nothing yet, with this function as its skill."""
    return SmartHome(cloud, function, skill_id=SKILL)


def story(answers: Sequence[Answered]) -> str:
    """What Alexa sent, what came back, and what she did not take; as evidence."""
    return "\n".join(line for answered in answers for line in _lines(answered))


def app(shown: Shown) -> str:
    """A device in a line, as the Alexa app shows it."""
    state = [
        shown.power or "",
        "" if shown.brightness is None else f"{shown.brightness} %",
        "" if shown.temperature is None else f"{shown.temperature['value']} {shown.temperature['scale'].lower()}",
        "" if shown.reachable else "not responding",
    ]
    return ", ".join(part for part in state if part) or "no state yet"


def _lines(answered: Answered) -> list[str]:
    found: Any = answered.directive
    sent = "(nothing)"
    if found is not None:
        header, payload = found["directive"]["header"], found["directive"].get("payload") or {}
        # The payloads of discovery and grant are secrets.
        told = "" if "scope" in payload or "grant" in payload else json.dumps(payload)
        sent = f"{header['namespace']} {header['name']} {told}".rstrip()
    properties = ", ".join(f"{item.name} {json.dumps(item.value)}" for item in answered.properties)
    told_error = f"ErrorResponse {answered.error.type}: {answered.error.message}" if answered.error else ""
    return [
        f"  Alexa sent: {sent}",
        f"  answered:   {told_error or properties or _name(answered.response)}",
        *(f"    problem: {problem}" for problem in answered.problems),
        *(f"    remark: {remark}" for remark in answered.remarks),
    ]


def _name(response: Any) -> str:
    try:
        return str(response["event"]["header"]["name"])
    except (KeyError, TypeError):
        return json.dumps(response)
