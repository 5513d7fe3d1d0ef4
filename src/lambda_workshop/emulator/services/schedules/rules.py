"""Scheduled rules of the default event bus: `rate()` and `cron()`, always in UTC, and the event they send.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html
Which target gets the event, and with what permission, is the business of every rule (`eventbridge._invoke_target`).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from lambda_workshop.aws import schedule_expressions as expressions
from lambda_workshop.aws.facts import eventbridge as facts
from lambda_workshop.emulator.fallback import eventbridge, json_protocol
from lambda_workshop.emulator.fallback.ministack import everywhere
from lambda_workshop.emulator.services.schedules.clock import Firing, Key, Timetable

SERVICE = "events"
_LONGEST = facts.LONGEST_EXPRESSION.value
"""Characters of an expression."""

Call = Callable[[dict[str, Any]], Any]


def is_valid(text: str) -> bool:
    """Replace `eventbridge._validate_schedule_expression`: whether a rule may have this expression."""
    if not text:
        return True
    try:
        expressions.for_rule(text)
    except expressions.BadExpression:
        return False
    return len(text) <= _LONGEST


def put(original: Call) -> Call:
    """Refuse a rule that could never fire, and a schedule on a bus that has none.

    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
    """

    def put_rule(data: dict[str, Any]) -> Any:
        scheduled, bus = data.get("ScheduleExpression"), str(data.get("EventBusName") or "default")
        if not (scheduled or data.get("EventPattern")):
            message = "Parameter(s) EventPattern or ScheduleExpression must be specified."
        elif scheduled and bus.rsplit("/", 1)[-1] != "default":
            message = "ScheduleExpression is supported only on the default event bus."
        elif scheduled and not isinstance(scheduled, str):
            message = "Parameter ScheduleExpression is not valid."
        else:
            return original(data)
        return json_protocol.error("ValidationException", message, 400)

    return put_rule


def timetables() -> Mapping[Key, Timetable]:
    """Every scheduled rule of every account."""
    found: dict[Key, Timetable] = {}
    for (account, region, name), rule in everywhere(eventbridge.rules()):
        text = rule.get("ScheduleExpression")
        if not text or not is_valid(text):
            continue
        found[Key(SERVICE, account, region, name)] = Timetable(
            expressions.for_rule(text),
            datetime.fromtimestamp(float(rule.get("CreationTime") or 0), UTC),
            enabled=str(rule.get("State", "")).startswith("ENABLED"),
        )
    return found


def fire(firing: Firing) -> None:
    """Send the event to the rule's targets, one after the other."""
    key = firing.key
    rule = eventbridge.rules().get(key.name)
    if rule is None:
        return
    event = {
        "EventId": str(uuid.uuid4()),
        "Source": "aws.events",
        "DetailType": "Scheduled Event",
        "Detail": "{}",
        "EventBusName": "default",
        "Time": int(firing.due.timestamp()),
        "Resources": [rule["Arn"]],
        "Account": key.account,
        "Region": key.region,
    }
    for target in list(eventbridge.targets().get(key.name) or ()):
        eventbridge.invoke_target(target, event, rule)
