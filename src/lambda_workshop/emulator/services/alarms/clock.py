"""When alarms are evaluated: as soon as their metric has new data, and whenever one of their periods ends.

AWS looks once a minute (alarms of 10 to 30 seconds: every 10 seconds), so an alarm changes here up to a minute
sooner; what it changes to is the same. One thread serves all accounts. It sleeps until something arrives or a
period ends, and does not exist before the first alarm.
"""

from __future__ import annotations

import functools
import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from lambda_workshop.emulator.fallback import cloudwatch, request_context
from lambda_workshop.emulator.fallback.ministack import everywhere
from lambda_workshop.emulator.services.alarms import actions
from lambda_workshop.emulator.services.alarms.evaluation import (
    SPARE_PERIODS,
    Datapoint,
    Rule,
    evaluate,
    starts,
)

_log = logging.getLogger(__name__)
_SETTLE_SECONDS = 0.02
"""Data that comes within this time is looked at together."""

Alarm = dict[str, Any]
Place = tuple[str, str]
"""An account and a region."""
Metric = tuple[str, str, str]
"""A namespace, a metric's name, and its dimensions as CloudWatch's store writes them."""

_NOTHING: Metric = ("", "", "")


class Clock:
    """The thread that evaluates."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._arrived: set[tuple[Place, Metric]] = set()
        self._thread: threading.Thread | None = None
        self.evaluating = threading.Lock()
        """Held while an alarm is evaluated: two at the same time would act twice."""

    def notice(self, metric: Metric) -> None:
        """Data of this metric has come in the current account and region, or an alarm on it."""
        with self._changed:
            self._arrived.add(((request_context.account(), request_context.region()), metric))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="alarms", daemon=True)
                self._thread.start()
            self._changed.notify()

    def _run(self) -> None:
        checked = time.time()
        while True:
            with self._changed:
                until = next_period(checked)
                self._changed.wait_for(lambda: self._arrived, None if until is None else max(0, until - time.time()))
            # A burst of data is one evaluation.
            threading.Event().wait(_SETTLE_SECONDS)
            with self._changed:
                arrived, self._arrived = self._arrived, set()
            now = time.time()
            for place, alarm in every_alarm():
                over = now // alarm["Period"] > checked // alarm["Period"]
                if over or (place, metric_of(alarm)) in arrived:
                    _look(place, alarm, now)
            checked = now


@functools.cache
def clock() -> Clock:
    """The one clock of this server."""
    return Clock()


def every_alarm() -> list[tuple[Place, Alarm]]:
    """All alarms on a metric, with the account and region that each is in."""
    return [((key[0], key[1]), alarm) for key, alarm in everywhere(cloudwatch.alarms()) if alarm.get("MetricName")]


def next_period(after: float) -> float | None:
    """When the first period ends that an alarm waits for, in seconds since 1970; None without alarms."""
    ends = [(after // alarm["Period"] + 1) * alarm["Period"] for _place, alarm in every_alarm()]
    return min(ends, default=None)


def _look(place: Place, alarm: Alarm, now: float) -> None:
    with request_context.within(*place), clock().evaluating:
        try:
            look(alarm, now)
        except Exception:
            # One alarm that cannot be evaluated must not stop the others'.
            _log.exception("the alarm %s cannot be evaluated", alarm.get("AlarmName"))


def look(alarm: Alarm, now: float) -> None:
    """Evaluate an alarm of the current account and region, and let it change its state."""
    rule = rule_of(alarm)
    points = datapoints(alarm, rule, now)
    verdict = evaluate(rule, points, now)
    if verdict.state is not None and verdict.state != alarm["StateValue"]:
        actions.change_state(alarm, verdict.state, verdict.reason, verdict.data)


def metric_of(alarm: Alarm) -> Metric:
    """The metric that the alarm looks at; with other dimensions it would be another one."""
    dimensions = cloudwatch.dimensions_of(alarm.get("Dimensions") or [])
    return str(alarm["Namespace"]), str(alarm["MetricName"]), cloudwatch.dimensions_key(dimensions)


def rule_of(alarm: Alarm) -> Rule:
    """What the alarm compares."""
    ignores = alarm["Namespace"] == "AWS/DynamoDB"  # whatever the alarm says
    periods = int(alarm["EvaluationPeriods"])
    return Rule(
        period=int(alarm["Period"]),
        periods=periods,
        needed=int(alarm.get("DatapointsToAlarm") or periods),
        threshold=float(alarm["Threshold"]),
        comparison=str(alarm["ComparisonOperator"]),
        missing="ignore" if ignores else str(alarm.get("TreatMissingData") or "missing"),
        statistic=str(alarm.get("ExtendedStatistic") or alarm.get("Statistic")),
    )


def datapoints(alarm: Alarm, rule: Rule, now: float) -> list[Datapoint]:
    """The values of the alarm's metric, newest period first, from what this account and region have recorded."""
    recorded = cloudwatch.datapoints(metric_of(alarm))
    earliest = now - rule.period * (rule.periods + SPARE_PERIODS + 1)
    by_start: dict[float, list[dict[str, Any]]] = {}
    for point in _since(recorded, earliest):
        if not alarm.get("Unit") or point.get("Unit") == alarm["Unit"]:
            by_start.setdefault(point["Timestamp"] // rule.period * rule.period, []).append(point)
    return [_datapoint(start, by_start.get(start, ()), rule) for start in starts(rule, now, by_start.__contains__)]


def _since(recorded: list[dict[str, Any]], earliest: float) -> Iterable[dict[str, Any]]:
    return (point for point in list(recorded) if point["Timestamp"] >= earliest)


def _datapoint(start: float, points: Iterable[dict[str, Any]], rule: Rule) -> Datapoint:
    found = list(points)
    statistics = cloudwatch.statistics(found)
    if not statistics:
        return Datapoint(start)
    value = cloudwatch.statistic(statistics, rule.statistic, found)
    return Datapoint(start, value, statistics["SampleCount"])


def at_once(alarm: Alarm) -> None:
    """Replace `cloudwatch._evaluate_alarm`, which PutMetricAlarm calls before it answers."""
    if alarm.get("MetricName"):
        with clock().evaluating:
            actions.record_put(alarm)
            look(alarm, time.time())
        # No alarm looks at this: the clock wakes, and learns when this alarm's periods end.
        clock().notice(_NOTHING)


def not_here() -> None:
    """Replace `cloudwatch._evaluate_all_alarms`: data that is stored has told the clock already."""


def store_datum(original: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap `cloudwatch._store_datum`: published data tells the clock."""

    def store(namespace: str, name: str, dimensions: dict[str, str], *rest: Any) -> None:
        original(namespace, name, dimensions, *rest)
        _tell(namespace, name, dimensions)

    return store


def record_metric(original: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap `cloudwatch.record_metric`: the services' own data tells it too."""

    def record(
        namespace: str, metric_name: str, value: float, unit: str = "None", dimensions: dict[str, str] | None = None
    ) -> None:
        original(namespace, metric_name, value, unit, dimensions)
        _tell(namespace, metric_name, dimensions or {})

    return record


def _tell(namespace: str, name: str, dimensions: dict[str, str]) -> None:
    if everywhere(cloudwatch.alarms()):
        clock().notice((namespace, name, cloudwatch.dimensions_key(dimensions)))
