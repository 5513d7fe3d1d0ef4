"""PutMetricAlarm and SetAlarmState: what AWS refuses is refused.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from lambda_workshop.emulator.fallback import cloudwatch
from lambda_workshop.emulator.services.alarms import actions
from lambda_workshop.emulator.services.alarms.evaluation import COMPARISONS, STATES, TREATMENTS

Call = Callable[..., Any]

_STATISTICS = ("SampleCount", "Average", "Sum", "Minimum", "Maximum")
_DAY, _WEEK = 86_400, 604_800
_ACTION = re.compile(r"arn:aws[a-z-]*:(sns|lambda|autoscaling|automate|ssm|ssm-incidents|swf|aiops):[^:]*:[^:]*:.+")


class Refused(Exception):
    """A request that AWS refuses: the error's code and what it says."""

    def __init__(self, message: str, code: str = "ValidationError") -> None:
        super().__init__(message)
        self.code, self.message = code, message


class _Request:
    """The members of a request, of any of the three protocols."""

    def __init__(self, params: Any, body: Any, structured: bool) -> None:
        self._params, self._body, self._structured = params, body, structured

    def text(self, name: str) -> str:
        found = self._body.get(name) if self._structured else cloudwatch.parameter(self._params, name)
        return "" if found is None else str(found)

    def number(self, name: str) -> float | None:
        try:
            return float(self.text(name)) if self.text(name) else None
        except ValueError as error:
            raise Refused(f"The value '{self.text(name)}' for parameter {name} is invalid.") from error

    def texts(self, name: str) -> list[str]:
        if self._structured:
            return [str(item) for item in self._body.get(name) or []]
        found = (cloudwatch.parameter(self._params, f"{name}.member.{index}") for index in range(1, 7))
        return [str(item) for item in found if item]

    def has(self, name: str) -> bool:
        if self._structured:
            return bool(self._body.get(name))
        return any(str(key).startswith(f"{name}.member.") for key in self._params)


def put_metric_alarm(original: Call) -> Call:
    """Refuse an alarm that AWS refuses, and one on a metric expression, which is not evaluated here."""

    def put(params: Any, cbor_data: Any, is_cbor: bool, is_json: bool = False) -> Any:
        try:
            check(_Request(params, cbor_data, is_cbor or is_json))
        except Refused as refused:
            return _error(refused, is_cbor, is_json)
        return original(params, cbor_data, is_cbor, is_json)

    return put


def check(asked: _Request) -> None:
    """Raise Refused for settings that AWS does not take."""
    if asked.has("Metrics"):
        raise Refused(
            "This backend evaluates alarms on one metric. Name Namespace, MetricName and Statistic instead of Metrics."
        )
    for name in ("AlarmName", "Namespace", "MetricName"):
        if not asked.text(name):
            raise Refused(f"The parameter {name} must be specified.")
    comparison = asked.text("ComparisonOperator")
    if comparison not in COMPARISONS:
        raise Refused(_enumeration(comparison, "comparisonOperator", COMPARISONS))
    if asked.number("Threshold") is None:
        raise Refused("The parameter Threshold must be specified.")
    _check_statistic(asked)
    _check_periods(asked)
    missing = asked.text("TreatMissingData")
    if missing and missing not in TREATMENTS:
        raise Refused(
            f"The value {missing} is not supported for TreatMissingData parameter. Supported values are "
            f"[{', '.join(TREATMENTS)}]."
        )
    for kind in ("AlarmActions", "OKActions", "InsufficientDataActions"):
        found = asked.texts(kind)
        if len(found) > 5:
            raise Refused(f"Member must have length less than or equal to 5: {kind}")
        for action in found:
            if not _ACTION.fullmatch(action):
                raise Refused(f"Invalid arn syntax: {action}")


def _check_statistic(asked: _Request) -> None:
    statistic, extended = asked.text("Statistic"), asked.text("ExtendedStatistic")
    if bool(statistic) == bool(extended):
        raise Refused("Exactly one of Statistic and ExtendedStatistic must be specified.")
    if statistic and statistic not in _STATISTICS:
        raise Refused(_enumeration(statistic, "statistic", _STATISTICS))
    if extended and not re.fullmatch(r"p(\d{1,2}(\.\d{1,10})?|100)", extended):
        raise Refused(f"The value {extended} for parameter ExtendedStatistic is not supported.")


def _check_periods(asked: _Request) -> None:
    period, periods = asked.number("Period"), asked.number("EvaluationPeriods")
    if period is None or (period not in (10, 20, 30) and (period < 60 or period % 60)):
        raise Refused("Metrics can be evaluated over 10, 20 or 30 seconds, or a multiple of 60 seconds: Period.")
    if periods is None or periods < 1 or periods % 1:
        raise Refused("The parameter EvaluationPeriods must be greater than or equal to 1.")
    if period * periods > (_WEEK if period >= 3600 else _DAY):
        raise Refused(
            "Metrics cannot be checked across more than a day (7 days for periods of an hour or more): "
            "EvaluationPeriods * Period."
        )
    needed = asked.number("DatapointsToAlarm")
    if needed is not None and not 1 <= needed <= periods:
        raise Refused("The parameter DatapointsToAlarm must be from 1 to EvaluationPeriods.")


def set_alarm_state(original: Call) -> Call:
    """Refuse a state that does not exist, and keep what the alarm's events say of the state before."""

    def put(params: Any, cbor_data: Any, is_cbor: bool, is_json: bool = False) -> Any:
        asked = _Request(params, cbor_data, is_cbor or is_json)
        if (state := asked.text("StateValue")) not in STATES:
            return _error(Refused(_enumeration(state, "stateValue", STATES)), is_cbor, is_json)
        name = asked.text("AlarmName")
        if alarm := cloudwatch.alarms().get(name) or cloudwatch.composite_alarms().get(name):
            actions.remember(alarm)
            # The data belonged to the state that is left.
            alarm.pop("StateReasonData", None)
        return original(params, cbor_data, is_cbor, is_json)

    return put


def _enumeration(value: str, member: str, values: Any) -> str:
    return (
        f"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: Member must "
        f"satisfy enum value set: [{', '.join(values)}]"
    )


def _error(refused: Refused, is_cbor: bool, is_json: bool) -> Any:
    return cloudwatch.error(refused.code, refused.message, 400, as_json=is_json, as_cbor=is_cbor)
