"""Talks to the shop's skill: its id, the requests that Alexa sends for it, and conversations as evidence."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

from lambda_workshop.cloud import Cloud
from lambda_workshop.simulators.alexa import Conversation, Turn

SKILL = "amzn1.ask.skill.5d1e7c0a-3b1f-4f4e-9a58-0c6e2f7b9d11"
STATES = ("printing", "shipped", "waiting for paper", "being cut", "packed", "on its way to you", "at the front desk")
_EVENTS = Path(__file__).parent / "events"


def golden(name: str, attributes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A request that Alexa really sent, by the name of its file, with these session attributes."""
    event: dict[str, Any] = json.loads((_EVENTS / f"{name}.json").read_text(encoding="utf-8"))
    if attributes is not None:
        event["session"]["attributes"] = dict(attributes)
    return event


def order_question(number: str | None, attributes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """An OrderStatusIntent; a number that was not said leaves its slot without a value."""
    event = golden("order_status", attributes or {})
    slot: dict[str, Any] = {"name": "number", "confirmationStatus": "NONE"}
    if number is not None:
        slot |= {"value": number, "source": "USER", "slotValue": {"type": "Simple", "value": number}}
    event["request"]["intent"]["slots"] = {"number": slot}
    return event


def plain_intent(name: str, attributes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """An intent without slots, such as AMAZON.StopIntent."""
    event = copy.deepcopy(golden("help", attributes or {}))
    event["request"]["intent"]["name"] = name
    return event


def random_orders(random: Random, count: int = 5) -> dict[str, str]:
    """Order numbers of four digits, each with a state of its own."""
    numbers = random.sample(range(1000, 10_000), count)
    return {str(number): state for number, state in zip(numbers, random.sample(STATES, count), strict=True)}


def begin(cloud: Cloud, function: str, model: Any) -> Conversation:
    """A person before a device without a screen, and the skill; raises ModelRefused for a model that does not build."""
    return Conversation(cloud, function, model, SKILL)


def transcript(turns: Sequence[Turn]) -> str:
    """What was said, what Alexa sent, what she said, and what she did not like; as evidence."""
    return "\n".join(line for turn in turns for line in _lines(turn))


def sent(turn: Turn) -> str:
    """The request of a turn in a few words: `IntentRequest OrderStatusIntent number=4711`."""
    if turn.request is None:
        return "nothing"
    slots = " ".join(f"{name}={value}" for name, value in turn.slots.items())
    return " ".join(part for part in (str(turn.request["request"]["type"]), turn.intent, slots) if part)


def _lines(turn: Turn) -> list[str]:
    after = "session open" if turn.session_open else f"session over: {turn.ended_reason}"
    return [
        f"  You:   {turn.sentence or '(silence)'}",
        f"         sent: {sent(turn)}",
        f"  Alexa: {turn.speech or '(nothing)'}   [{after}]",
        *(f"         problem: {problem}" for problem in turn.problems),
        *(f"         remark: {remark}" for remark in turn.remarks),
    ]
