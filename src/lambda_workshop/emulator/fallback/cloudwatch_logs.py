"""Log groups."""

from __future__ import annotations

from collections.abc import Sequence

from lambda_workshop.emulator.fallback.ministack import Record, Store, cloudwatch_logs


def groups() -> Store[Record]:
    """The log groups by name."""
    return cloudwatch_logs._log_groups


def group_arn(name: str) -> str:
    """The ARN of a log group of the current account and region."""
    return cloudwatch_logs._make_group_arn(name)


def append(stream: Record, events: Sequence[Record]) -> None:
    """Add events to a log stream."""
    cloudwatch_logs._append_log_events(stream, events)


def fan_out(group: str, stream: str, events: Sequence[Record]) -> None:
    """Hand events to the group's subscription filters."""
    cloudwatch_logs._fanout_to_subscription_filters(group, stream, events)
