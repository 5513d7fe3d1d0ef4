"""Rules and schedules whose time comes when a check needs it.

A backend that runs on this machine need not wait for 20:00. On the embedded backend one schedule's own time can be
moved, and nobody else's: `jump` moves it on to the next firing, which then takes place, with that time in the event.
Whoever does so says so: `str()` of what `jump` and `hurry` return is the sentence for it. AWS and LocalStack have only
the world's time; there these functions raise `RealTimeOnly`, and `rate(1 minute)` takes a minute.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from lambda_workshop.cloud.core import Cloud, missing
from lambda_workshop.cloud.own_address import ask

_PATH = "/_workshop/clock"


class RealTimeOnly(Exception):
    """This backend has only the world's time: a schedule fires when its time comes."""


@dataclass(frozen=True)
class Jump:
    """A schedule's own time was moved on to a firing: `due` is that firing's time, which its event carries."""

    arn: str
    due: datetime

    def __str__(self) -> str:
        name = self.arn.rsplit("/", 1)[-1]
        return f"for `{name}` alone the clock was moved on to {self.due:%A %Y-%m-%d %H:%M:%S} UTC"


@dataclass(frozen=True)
class Hurry:
    """A schedule's own time runs `speed` times as fast as the world's."""

    arn: str
    speed: float

    def __str__(self) -> str:
        name = self.arn.rsplit("/", 1)[-1]
        return f"for `{name}` alone time runs {self.speed:g} times as fast: a minute takes {60 / self.speed:.3g} s"


@dataclass(frozen=True)
class Rule:
    """A scheduled rule of the default bus, and its targets as ListTargetsByRule gives them."""

    name: str
    arn: str
    expression: str
    enabled: bool
    targets: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Schedule:
    """A schedule of EventBridge Scheduler. `window` is its flexible time window in minutes, 0 when it has none."""

    name: str
    arn: str
    expression: str
    zone: str
    enabled: bool
    window: int
    target: Mapping[str, Any]


def find_rule(cloud: Cloud, name: str) -> Rule | None:
    """The rule of the default bus, or None when there is none of that name."""
    events = cloud.client("events")
    try:
        found = events.describe_rule(Name=name)
        targets = events.list_targets_by_rule(Rule=name)["Targets"]
    except ClientError as error:
        if missing(error):
            return None
        raise
    enabled = str(found.get("State", "")).startswith("ENABLED")
    return Rule(name, found["Arn"], found.get("ScheduleExpression", ""), enabled, tuple(targets))


def find_schedule(cloud: Cloud, name: str) -> Schedule | None:
    """The schedule of the default group, or None when there is none of that name."""
    try:
        found = cloud.client("scheduler").get_schedule(Name=name)
    except ClientError as error:
        if missing(error):
            return None
        raise
    flexible = found["FlexibleTimeWindow"]
    return Schedule(
        name,
        found["Arn"],
        found["ScheduleExpression"],
        found.get("ScheduleExpressionTimezone") or "UTC",
        found.get("State", "ENABLED") == "ENABLED",
        int(flexible.get("MaximumWindowInMinutes") or 0) if flexible["Mode"] == "FLEXIBLE" else 0,
        found["Target"],
    )


def jump(cloud: Cloud, arn: str) -> Jump:
    """Move the own time of this rule or schedule on to its next firing, which takes place at once.

    Its time runs on from there. Raises RealTimeOnly, or ValueError when it does not exist or has no next time.
    """
    answer = _ask(cloud, {"arn": arn, "jump": True})
    return Jump(arn, datetime.fromisoformat(answer["due"]))


def hurry(cloud: Cloud, arn: str, speed: float) -> Hurry:
    """Let the own time of this rule or schedule run so many times as fast; it fires five times a second at most.

    Raises RealTimeOnly, or ValueError when it does not exist or the speed is not from 1 to 1,000,000.
    """
    _ask(cloud, {"arn": arn, "speed": speed})
    return Hurry(arn, speed)


def restore(cloud: Cloud, arn: str) -> None:
    """Give this rule or schedule the world's time again. Raises as `hurry` does."""
    _ask(cloud, {"arn": arn, "real": True})


def _ask(cloud: Cloud, body: dict[str, Any]) -> dict[str, Any]:
    status, answer = ask(cloud, "POST", _PATH, body)
    if status == 400 and "message" in answer:
        raise ValueError(answer["message"])
    if status != 200 or "time" not in answer:
        raise RealTimeOnly("this backend has only the world's time: rate(1 minute) fires after a minute")
    return answer
