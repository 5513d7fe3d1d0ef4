"""Event buses, rules, patterns and targets, and the schedules of EventBridge Scheduler."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lambda_workshop.emulator.fallback.ministack import Record, Response, Store, call, eventbridge, scheduler


def rules() -> Store[Record]:
    """The rules, by `BUS|NAME`."""
    return eventbridge._rules


def targets() -> Store[list[Record]]:
    """The targets of the rules, by the rules' keys."""
    return eventbridge._targets


def has_bus(name: str) -> bool:
    """Whether the current account has this event bus."""
    return name == "default" or name in eventbridge._event_buses


def put_event(entry: Record, *, of_aws: bool = False) -> None:
    """PutEvents with one entry; only what AWS's services send may have a source that begins with `aws.`."""
    call("events", "PutEvents", {"Entries": [entry]}, allow_aws_source=of_aws)


def invoke_target(target: Record, event: Record, rule: Record) -> None:
    """Hand the event of a rule to one of its targets."""
    eventbridge._invoke_target(target, event, rule)


def as_sent(event: Record) -> Record:
    """The event as patterns see it and targets get it."""
    return eventbridge._pattern_event_view(event).event_with_detail()


def fill_in(template: str, values: Mapping[str, Any]) -> str:
    """The template of an input transformer with its variables filled in."""
    return eventbridge._render_input_template(template, values)


def schedules() -> Store[Record]:
    """The schedules of EventBridge Scheduler, by `GROUP/NAME`."""
    return scheduler._schedules


def has_schedule_group(name: str) -> bool:
    """Whether the current account has this schedule group."""
    return name == "default" or name in scheduler._schedule_groups


def schedule_group_arn(name: str) -> str:
    """The ARN of a schedule group of the current account and region."""
    return scheduler._group_arn(name)


def remove_schedule(name: str, schedule_arn: str) -> None:
    """Remove the schedule and its tags."""
    scheduler._schedules.pop(name, None)
    scheduler._tags.pop(schedule_arn, None)


def scheduler_error(status: int, code: str, message: str) -> Response:
    """An error of EventBridge Scheduler."""
    return scheduler._error(status, code, message)
