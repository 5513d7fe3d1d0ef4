"""Nights: random ones, and the events that rules and schedules send for them."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

REPORTS = ("week", "papers", "returns", "members")
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def random_moment(random: Random) -> datetime:
    """A full second between 2020 and 2040."""
    return _EPOCH + timedelta(seconds=random.randrange(20 * 365 * 86400))


def text_of(moment: datetime) -> str:
    """`2026-11-23T02:00:00Z`."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def day_before(moment: datetime) -> str:
    """`2026-11-22`: the day that a report covers."""
    return str(moment.date() - timedelta(days=1))


def rule_event(moment: datetime, random: Random, *, rule: str = "inkwell-schedule-nightly") -> dict[str, Any]:
    """What a rule sends.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html
    """
    return {
        "version": "0",
        "id": str(uuid.UUID(int=random.getrandbits(128), version=4)),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "123456789012",
        "time": text_of(moment),
        "region": "us-east-1",
        "resources": [f"arn:aws:events:us-east-1:123456789012:rule/{rule}"],
        "detail": {},
    }


def notification(moment: datetime, random: Random, *, schedule: str = "inkwell-schedule-nightly") -> dict[str, Any]:
    """What Scheduler sends for a schedule without an input."""
    return rule_event(moment, random) | {
        "source": "aws.scheduler",
        "resources": [f"arn:aws:scheduler:us-east-1:123456789012:schedule/default/{schedule}"],
        "detail": "{}",
    }


def own_input(moment: datetime, report: str) -> dict[str, Any]:
    """What a schedule with an input of its own sends."""
    return {"report": report, "time": text_of(moment)}
