"""Metrics and alarms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lambda_workshop.emulator.fallback.ministack import Record, Store, cloudwatch


def record_metric(namespace: str, name: str, value: float, unit: str, dimensions: Mapping[str, str]) -> None:
    """Record a value of a service's own metric in the current account and region."""
    cloudwatch.record_metric(namespace, name, value, unit, dimensions)


def datapoints(metric: tuple[str, str, str]) -> list[Record]:
    """What is recorded of the metric: namespace, name, and dimensions as `dimensions_key` writes them."""
    return cloudwatch._metrics.get(metric) or []


def dimensions_key(dimensions: Mapping[str, str]) -> str:
    """The dimensions as one text, the same in whatever order they came."""
    return cloudwatch._dims_key(dimensions)


def dimensions_of(described: list[Record]) -> dict[str, str]:
    """Dimensions as an operation takes them, by name."""
    return cloudwatch._dims_from_list(described)


def statistics(points: list[Record]) -> Record:
    """`SampleCount`, `Sum` and the like of these datapoints; empty without any."""
    return cloudwatch._calc_stats(points)


def statistic(found: Record, name: str, points: list[Record]) -> float | None:
    """One statistic or percentile, such as `Average` or `p90`, of datapoints whose statistics are known."""
    return cloudwatch._stat_value(found, name, points)


def alarms() -> Store[Record]:
    """The alarms on metrics, by name."""
    return cloudwatch._alarms


def composite_alarms() -> Store[Record]:
    """The composite alarms, by name."""
    return cloudwatch._composite_alarms


def history() -> list[Record]:
    """The history of the alarms of the current account and region, oldest entry first."""
    return cloudwatch._history_entries()


def tell_of_change(alarm: Record, before: str, state: str, reason: str, data: Record | None) -> None:
    """An alarm has taken another state: its history, its actions and the composite alarms above it follow."""
    cloudwatch._record_history(alarm["AlarmName"], before, state, reason, reason_data=data)
    cloudwatch._dispatch_alarm_actions(alarm, before, state, reason)
    cloudwatch._evaluate_parent_alarms(alarm)


def timestamp(seconds: float) -> str:
    """The time, in seconds since the epoch, as the history writes it."""
    return cloudwatch._ts_iso(seconds)


def parameter(parameters: Any, name: str) -> str:
    """The request's parameter of this name; an empty text without it."""
    return cloudwatch._p(parameters, name)


def error(code: str, message: str, status: int, *, as_json: bool, as_cbor: bool) -> Any:
    """An error with AWS's code for it, in the request's protocol."""
    return cloudwatch._error(code, message, status, use_json=as_json, use_cbor=as_cbor)
