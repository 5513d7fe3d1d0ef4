"""EventBridge Scheduler's operations: what AWS refuses is refused, and a schedule is handed to the clock.

https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from lambda_workshop.aws import schedule_expressions as expressions
from lambda_workshop.emulator.fallback import eventbridge
from lambda_workshop.emulator.fallback.ministack import everywhere
from lambda_workshop.emulator.services.schedules import deliveries, roles
from lambda_workshop.emulator.services.schedules.clock import Key, Timetable

SERVICE = "scheduler"
_NAME = re.compile(r"[0-9a-zA-Z\-_.]{1,64}")
_ROLE = re.compile(r"arn:aws(-[a-z]+)?:iam::\d{12}:role/[\w+=,.@/-]+")
_QUEUE = re.compile(r"arn:aws(-[a-z]+)?:sqs:[a-z0-9-]+:\d{12}:[a-zA-Z0-9_-]+")
_EARLIEST_START = 300
"""Seconds by which a start date may lie in the past."""
_JSON_ONLY = frozenset({"lambda", "states", "events"})

Operation = Callable[[str, dict[str, Any]], Any]


class Refused(Exception):
    """AWS answers ValidationException with this message."""


def checked(original: Operation) -> Operation:
    """Replace `scheduler._create_schedule` and `_update_schedule`: refuse what AWS refuses, fill in its defaults."""

    def write(name: str, body: dict[str, Any]) -> Any:
        # Without these, MiniStack's own refusal is AWS's.
        complete = all(body.get(key) for key in ("ScheduleExpression", "FlexibleTimeWindow", "Target"))
        group = str(body.get("GroupName") or "default")
        known = eventbridge.has_schedule_group(group)
        if complete and known:
            try:
                check(name, body, eventbridge.schedule_group_arn(group))
            except Refused as refusal:
                return eventbridge.scheduler_error(400, "ValidationException", str(refusal))
            policy = dict(body["Target"].get("RetryPolicy") or {})
            policy.setdefault("MaximumEventAgeInSeconds", deliveries.LONGEST_AGE)
            policy.setdefault("MaximumRetryAttempts", deliveries.MOST_RETRIES)
            body = {**body, "Target": {**body["Target"], "RetryPolicy": policy}}
        return original(name, body)

    return write


def check(name: str, body: Mapping[str, Any], group_arn: str) -> None:
    """Raise Refused for what AWS does not take."""
    if not _NAME.fullmatch(name):
        raise Refused(_constraint(name, "name", "Member must satisfy regular expression pattern: ^[0-9a-zA-Z-_.]+$"))
    _member(body, "State", ("ENABLED", "DISABLED"))
    _member(body, "ActionAfterCompletion", ("NONE", "DELETE"))
    _check_time(body)
    _check_window(_mapping(body["FlexibleTimeWindow"], "flexibleTimeWindow"))
    _check_target(_mapping(body["Target"], "target"), group_arn)


def _check_time(body: Mapping[str, Any]) -> None:
    text, zone_name = body["ScheduleExpression"], body.get("ScheduleExpressionTimezone") or "UTC"
    if not isinstance(text, str) or not 1 <= len(text) <= 256:
        raise Refused(_constraint(text, "scheduleExpression", "Member must have length less than or equal to 256"))
    try:
        expression = expressions.for_scheduler(text)
    except expressions.BadExpression as error:
        raise Refused(f"Invalid Schedule Expression {text}.") from error
    if not isinstance(zone_name, str) or len(zone_name) > 50:
        raise Refused("Invalid Schedule Expression Timezone.")
    try:
        zone = expressions.zone_of(zone_name)
    except expressions.BadExpression as error:
        raise Refused(f"Invalid Schedule Expression Timezone {zone_name}.") from error
    now, start, end = datetime.now(UTC), _date(body, "StartDate"), _date(body, "EndDate")
    if isinstance(expression, expressions.At):
        # A minute's grace, since a request takes its time: the precision of a schedule is the minute.
        if expression.next_after(now - timedelta(minutes=1), now, zone) is None:
            raise Refused(f"Invalid Schedule Expression {text}: the time is in the past.")
        return
    if start is not None and start < now - timedelta(seconds=_EARLIEST_START):
        raise Refused("The StartDate you specify cannot be earlier than 5 minutes ago.")
    if end is not None and end < now:
        raise Refused("The EndDate you specify cannot be in the past.")
    if start is not None and end is not None and end <= start:
        raise Refused("The StartDate you specify must come before the EndDate.")


def _check_window(window: Mapping[str, Any]) -> None:
    mode, minutes = window.get("Mode"), window.get("MaximumWindowInMinutes")
    if mode not in ("OFF", "FLEXIBLE"):
        raise Refused(
            _constraint(mode, "flexibleTimeWindow.mode", "Member must satisfy enum value set: [OFF, FLEXIBLE]")
        )
    if mode == "OFF":
        if minutes is not None:
            raise Refused("MaximumWindowInMinutes must not be set when the flexible time window is OFF.")
        return
    if minutes is None:
        raise Refused("MaximumWindowInMinutes is required when the flexible time window is FLEXIBLE.")
    _within(minutes, "flexibleTimeWindow.maximumWindowInMinutes", 1, 1440)


def _check_target(target: Mapping[str, Any], group_arn: str) -> None:
    arn, role = str(target.get("Arn") or ""), str(target.get("RoleArn") or "")
    if not arn or not role:
        raise Refused("1 validation error detected: Value at 'target' failed to satisfy constraint.")
    policy = _mapping(target.get("RetryPolicy") or {}, "target.retryPolicy")
    for key, member, low, high in (
        ("MaximumRetryAttempts", "maximumRetryAttempts", 0, deliveries.MOST_RETRIES),
        ("MaximumEventAgeInSeconds", "maximumEventAgeInSeconds", 60, deliveries.LONGEST_AGE),
    ):
        if key in policy:
            _within(policy[key], f"target.retryPolicy.{member}", low, high)
    queue = _mapping(target.get("DeadLetterConfig") or {}, "target.deadLetterConfig").get("Arn")
    if queue is not None and not (isinstance(queue, str) and _QUEUE.fullmatch(queue)):
        pattern = r"^arn:aws(-[a-z]+)?:sqs:[a-z0-9\-]+:\d{12}:[a-zA-Z0-9\-_]+$"
        rule = f"Member must satisfy regular expression pattern: {pattern}"
        raise Refused(_constraint(queue, "target.deadLetterConfig.arn", rule))
    service = _service(arn)
    text = target.get("Input")
    if text is not None and not isinstance(text, str):
        raise Refused(_constraint(text, "target.input", "Member must be a string"))
    if text and service in _JSON_ONLY and not _is_json(text):
        raise Refused(f"Invalid request provided: the Input of a target in {service} must be well-formed JSON.")
    if arn.startswith(deliveries.UNIVERSAL) and not (text and _is_json(text) and isinstance(json.loads(text), dict)):
        raise Refused("Invalid request provided: the Input of a universal target is the operation's JSON.")
    if service == "events" and not target.get("EventBridgeParameters"):
        raise Refused("EventBridgeParameters is required for a target in EventBridge.")
    if not _ROLE.fullmatch(role) or not roles.trusts_scheduler(role, group_arn):
        raise Refused("The execution role you provide must allow AWS EventBridge Scheduler to assume the role.")


def _service(arn: str) -> str:
    """The service that the target is in. Raises Refused for a target that is none, or that this backend lacks."""
    if arn.startswith(deliveries.UNIVERSAL):
        operation = arn.removeprefix(deliveries.UNIVERSAL)
        if operation not in deliveries.UNIVERSAL_CALLS:
            known = ", ".join(sorted(deliveries.UNIVERSAL_CALLS))
            raise Refused(f"{arn} is not a valid target: this backend's universal targets are {known}.")
        return operation.partition(":")[0]
    parts = arn.split(":")
    if len(parts) < 6 or parts[0] != "arn" or not parts[5]:
        raise Refused(f"Provided Arn is not in correct format: {arn}")
    if parts[2] not in deliveries.TEMPLATED:
        raise Refused(f"{parts[2]} is not a supported service for a target.")
    return parts[2]


def timetables() -> Mapping[Key, Timetable]:
    """Every schedule of every account."""
    found: dict[Key, Timetable] = {}
    for (account, region, name), record in everywhere(eventbridge.schedules()):
        # CloudFormation writes records without asking; one that makes no sense never fires.
        with contextlib.suppress(expressions.BadExpression, Refused, TypeError, ValueError, AttributeError):
            found[Key(SERVICE, account, region, name)] = _timetable(record)
    return found


def _timetable(record: Mapping[str, Any]) -> Timetable:
    flexible = record.get("FlexibleTimeWindow") or {}
    minutes = flexible.get("MaximumWindowInMinutes") if flexible.get("Mode") == "FLEXIBLE" else 0
    return Timetable(
        expressions.for_scheduler(str(record.get("ScheduleExpression"))),
        datetime.fromtimestamp(float(record.get("CreationDate") or 0), UTC),
        zone=expressions.zone_of(record.get("ScheduleExpressionTimezone") or "UTC"),
        start=_date(record, "StartDate"),
        end=_date(record, "EndDate"),
        window=timedelta(minutes=float(minutes or 0)),
        enabled=record.get("State") == "ENABLED",
        at_once=True,
    )


def _date(record: Mapping[str, Any], key: str) -> datetime | None:
    """A date, which boto3 sends in seconds since the epoch. Raises Refused for what is none."""
    value = record.get(key)
    if value is None:
        return None
    try:
        if isinstance(value, str):
            found = datetime.fromisoformat(value)
            return found if found.tzinfo else found.replace(tzinfo=UTC)
        return datetime.fromtimestamp(float(value), UTC)
    except (TypeError, ValueError, OverflowError, OSError) as error:
        raise Refused(f"{key} is not a date: {value}") from error


def _within(value: object, member: str, low: int, high: int) -> None:
    if type(value) is not int:
        raise Refused(_constraint(value, member, "Member must be a number"))
    if value > high:
        raise Refused(_constraint(value, member, f"Member must have value less than or equal to {high}"))
    if value < low:
        raise Refused(_constraint(value, member, f"Member must have value greater than or equal to {low}"))


def _member(body: Mapping[str, Any], key: str, values: tuple[str, ...]) -> None:
    if body.get(key) not in (None, *values):
        rule = f"Member must satisfy enum value set: [{', '.join(values)}]"
        raise Refused(_constraint(body[key], key[0].lower() + key[1:], rule))


def _mapping(value: object, member: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Refused(_constraint(value, member, "Member must be a structure"))
    return value


def _constraint(value: object, member: str, rule: str) -> str:
    shown = str(value)[:100]
    return f"1 validation error detected: Value '{shown}' at '{member}' failed to satisfy constraint: {rule}"


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
