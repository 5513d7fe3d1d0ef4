"""Which state an alarm is in, from the values of its metric in the latest periods: no clock, no store.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

OK, ALARM, INSUFFICIENT_DATA = "OK", "ALARM", "INSUFFICIENT_DATA"
STATES = (OK, ALARM, INSUFFICIENT_DATA)
TREATMENTS = ("missing", "ignore", "breaching", "notBreaching")
SPARE_PERIODS = 2
"""Periods that are looked at beyond the evaluation periods, for data that came before a gap."""

COMPARISONS: dict[str, tuple[Callable[[float, float], bool], str]] = {
    "GreaterThanOrEqualToThreshold": (operator.ge, "greater than or equal to"),
    "GreaterThanThreshold": (operator.gt, "greater than"),
    "LessThanThreshold": (operator.lt, "less than"),
    "LessThanOrEqualToThreshold": (operator.le, "less than or equal to"),
}


@dataclass(frozen=True)
class Rule:
    """What an alarm compares: `period` is in seconds, `needed` periods of the last `periods` must breach."""

    period: int
    periods: int
    needed: int
    threshold: float
    comparison: str
    missing: str
    statistic: str

    def breaches(self, value: float) -> bool:
        """Whether a period's value crosses the threshold."""
        return COMPARISONS[self.comparison][0](value, self.threshold)


@dataclass(frozen=True)
class Datapoint:
    """One period: when it began (seconds since 1970), its value, and how many samples it is made of.

    The value is None for a period without data.
    """

    start: float
    value: float | None = None
    samples: float = 0


@dataclass(frozen=True)
class Verdict:
    """The state that the values ask for, why in words, and the same as data; `state` is None for "as it was"."""

    state: str | None
    reason: str = ""
    data: dict[str, Any] | None = None


def starts(rule: Rule, now: float, has_data: Callable[[float], bool]) -> list[float]:
    """When the periods began that an evaluation looks at, newest first, aligned to the clock as on AWS.

    The period that is still going on counts once it has data: it is not missing before it is over.
    """
    current = now // rule.period * rule.period
    first = current if has_data(current) else current - rule.period
    return [first - rule.period * index for index in range(rule.periods + SPARE_PERIODS)]


def evaluate(rule: Rule, newest_first: Sequence[Datapoint], now: float) -> Verdict:
    """The state for these periods, which `starts` chose.

    With as many values as evaluation periods, the latest ones count, whatever is missing between them. With fewer,
    all of them count, and missing ones stand in as the alarm says.
    """
    real = [point for point in newest_first if point.value is not None]
    window = newest_first[: rule.periods]
    if len(real) >= rule.periods:
        return _by_values(rule, real[: rule.periods], 0, now)
    if rule.missing == "breaching" or rule.missing == "notBreaching":
        return _by_values(rule, real, rule.periods - len(real), now)
    breaching = [point for point in real if rule.breaches(_value(point))]
    if len(breaching) >= rule.needed or len(breaching) < len(real):
        return _by_values(rule, real, 0, now)
    if rule.missing == "ignore":
        return Verdict(None)
    if not real:
        unknown = _points(rule.periods, "was", "were")
        return Verdict(INSUFFICIENT_DATA, f"Insufficient Data: {unknown} unknown.", _data(rule, window, [], now))
    # Every value breaches, and there are too few. It is an alarm once the oldest is as old as the alarm waits.
    if any(point in breaching for point in newest_first[rule.needed - 1 :]):
        return _crossed(rule, breaching, real, 0, now)
    return Verdict(None)


def _value(point: Datapoint) -> float:
    assert point.value is not None
    return point.value


def _by_values(rule: Rule, real: Sequence[Datapoint], filled: int, now: float) -> Verdict:
    breaching = [point for point in real if rule.breaches(_value(point))]
    count = len(breaching) + (filled if rule.missing == "breaching" else 0)
    if count >= rule.needed:
        return _crossed(rule, breaching, real, filled, now)
    calm = [point for point in real if point not in breaching]
    how = COMPARISONS[rule.comparison][1]
    data = _data(rule, real, real, now)
    if not real:
        return Verdict(OK, _only_missing(rule, "NonBreaching"), data)
    shown = ", ".join(_shown(point) for point in calm)
    return Verdict(
        OK,
        f"Threshold Crossed: {_points(len(calm))} [{shown}] {_was(len(calm))} not {how} the threshold "
        f"({rule.threshold}).",
        data,
    )


def _crossed(rule: Rule, breaching: Sequence[Datapoint], real: Sequence[Datapoint], filled: int, now: float) -> Verdict:
    data = _data(rule, real, real, now)
    if not breaching:
        return Verdict(ALARM, _only_missing(rule, "Breaching"), data)
    shown = ", ".join(_shown(point) for point in breaching)
    how = COMPARISONS[rule.comparison][1]
    reason = (
        f"Threshold Crossed: {len(breaching)} out of the last {_points(rule.periods)} [{shown}] "
        f"{_was(len(breaching))} {how} the threshold ({rule.threshold}) "
        f"(minimum {_points(rule.needed)} for OK -> ALARM transition)."
    )
    if filled:
        reason = reason[:-1] + f"; {_points(filled)} missing and treated as [Breaching]."
    return Verdict(ALARM, reason, data)


def _only_missing(rule: Rule, treated: str) -> str:
    periods = "1 period" if rule.periods == 1 else f"{rule.periods} periods"
    return (
        f"Threshold Crossed: no datapoints were received for {periods} and "
        f"{_points(rule.periods, 'was', 'were', 'missing ')} treated as [{treated}]."
    )


def _points(number: int, one: str = "", many: str = "", kind: str = "") -> str:
    words = f"{number} {kind}datapoint" + ("" if number == 1 else "s")
    verb = one if number == 1 else many
    return f"{words} {verb}" if verb else words


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


def _shown(point: Datapoint) -> str:
    return f"{_value(point)} ({datetime.fromtimestamp(point.start, UTC):%d/%m/%y %H:%M:%S})"


def _data(rule: Rule, evaluated: Sequence[Datapoint], real: Sequence[Datapoint], now: float) -> dict[str, Any]:
    """What `reasonData` tells, as AWS documents it for one metric."""
    begin = {"startDate": moment(real[-1].start)} if real else {}
    return {
        "version": "1.0",
        "queryDate": moment(now),
        **begin,
        "statistic": rule.statistic,
        "period": rule.period,
        "recentDatapoints": [_value(point) for point in reversed(real)],
        "threshold": rule.threshold,
        "evaluatedDatapoints": [
            {"timestamp": moment(point.start)}
            | ({} if point.value is None else {"sampleCount": point.samples, "value": point.value})
            for point in evaluated
        ],
    }


def moment(seconds: float) -> str:
    """`2026-11-23T12:36:15.490+0000`, as alarms write a time."""
    time = datetime.fromtimestamp(seconds, UTC)
    return f"{time:%Y-%m-%dT%H:%M:%S}.{time.microsecond // 1000:03d}+0000"
