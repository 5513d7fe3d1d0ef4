"""What follows when an alarm changes its state: its actions, and the event on the default bus.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
"""

from __future__ import annotations

import functools
import json
import logging
import time
import uuid
from collections.abc import Callable
from typing import Any

from lambda_workshop.emulator.fallback import cloudwatch, eventbridge, lambda_functions, sns
from lambda_workshop.emulator.services.alarms.evaluation import moment
from lambda_workshop.emulator.services.lambda_service.resource_policy import Source, may_invoke

Alarm = dict[str, Any]

_PRINCIPAL = "lambda.alarms.cloudwatch.amazonaws.com"
_ACTIONS = {"ALARM": "AlarmActions", "OK": "OKActions", "INSUFFICIENT_DATA": "InsufficientDataActions"}
_PREVIOUS = "_PreviousState"
"""Where an alarm keeps the state that it leaves until its events have told of it."""
_log = logging.getLogger(__name__)


def change_state(alarm: Alarm, state: str, reason: str, data: dict[str, Any] | None) -> None:
    """Let an alarm of the current account and region take a state that its metric asks for."""
    before = alarm["StateValue"]
    remember(alarm)
    alarm["StateValue"], alarm["StateReason"] = state, reason
    alarm["StateReasonData"] = json.dumps(data)
    alarm["StateUpdatedTimestamp"] = alarm["StateTransitionedTimestamp"] = int(time.time())
    cloudwatch.tell_of_change(alarm, before, state, reason, data)


def remember(alarm: Alarm) -> None:
    """Keep the state that the alarm is about to leave."""
    alarm[_PREVIOUS] = _state(
        alarm["StateValue"], alarm.get("StateReason", ""), alarm.get("StateReasonData"), alarm["StateUpdatedTimestamp"]
    )


def remembering(original: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap `cloudwatch._transition_composite`, so that its events tell of the state before too."""

    def transition(alarm: Alarm, *rest: Any) -> Any:
        remember(alarm)
        return original(alarm, *rest)

    return transition


def dispatch(alarm: Alarm, old_state: str, new_state: str, reason: str) -> None:
    """Replace `cloudwatch._dispatch_alarm_actions`: topics, functions, and the event on the default bus."""
    now = time.time()
    previous = alarm.pop(_PREVIOUS, None) or {"value": old_state}
    state = _state(new_state, reason, alarm.get("StateReasonData"), now)
    data = {"alarmName": alarm["AlarmName"], "state": state, "previousState": previous}
    data["configuration"] = configuration(alarm)
    _put_event(alarm, data)
    if not alarm.get("ActionsEnabled", True):
        return
    for action in alarm.get(_ACTIONS.get(new_state, "")) or []:
        service = str(action).split(":")[2:3]
        if service == ["sns"]:
            _notify(alarm, action, old_state, new_state, reason, now)
        elif service == ["lambda"]:
            _invoke(alarm, action, data, now)


def _state(value: str, reason: str, data: str | None, seconds: float) -> dict[str, str]:
    return {
        "value": value,
        "reason": reason,
        **({"reasonData": data} if data else {}),
        "timestamp": moment(seconds),
    }


def configuration(alarm: Alarm) -> dict[str, Any]:
    """The alarm's settings as its events tell them."""
    about = {"description": alarm["AlarmDescription"]} if alarm.get("AlarmDescription") else {}
    if "AlarmRule" in alarm:
        return {"alarmRule": alarm["AlarmRule"], **about}
    metric = {
        "namespace": alarm["Namespace"],
        "name": alarm["MetricName"],
        "dimensions": {item["Name"]: item["Value"] for item in alarm.get("Dimensions") or []},
    }
    statistics = {
        "metric": metric,
        "period": alarm["Period"],
        "stat": alarm.get("ExtendedStatistic") or alarm["Statistic"],
        **({"unit": alarm["Unit"]} if alarm.get("Unit") else {}),
    }
    # AWS gives the metric an id of its own making, which stays the same for the alarm.
    number = str(uuid.uuid5(uuid.NAMESPACE_URL, alarm["AlarmArn"]))
    return {**about, "metrics": [{"id": number, "metricStat": statistics, "returnData": True}]}


def _put_event(alarm: Alarm, data: dict[str, Any]) -> None:
    entry = {
        "Source": "aws.cloudwatch",
        "DetailType": "CloudWatch Alarm State Change",
        "Detail": json.dumps(data),
        "Resources": [alarm["AlarmArn"]],
    }
    eventbridge.put_event(entry, of_aws=True)


def _invoke(alarm: Alarm, action: str, data: dict[str, Any], now: float) -> None:
    region, account = alarm["AlarmArn"].split(":")[3:5]
    function = lambda_functions.find(action)
    if function is None:
        _record(alarm, action, "the function does not exist")
        return
    if not may_invoke(action, Source(_PRINCIPAL, alarm["AlarmArn"], account)):
        _record(
            alarm,
            action,
            "CloudWatch Alarms is not authorized to perform: lambda:InvokeFunction on the resource because no "
            "resource-based policy allows the lambda:InvokeFunction action",
        )
        return
    event = {
        "source": "aws.cloudwatch",
        "alarmArn": alarm["AlarmArn"],
        "accountId": account,
        "time": moment(now),
        "region": region,
        "alarmData": data,
    }
    lambda_functions.accept(function, event)
    _record(alarm, action)


def _notify(alarm: Alarm, topic: str, old_state: str, new_state: str, reason: str, now: float) -> None:
    if sns.topics().get(topic) is None:
        _record(alarm, topic, "Topic does not exist")
        return
    region, account = alarm["AlarmArn"].split(":")[3:5]
    message = {
        "AlarmName": alarm["AlarmName"],
        "AlarmDescription": alarm.get("AlarmDescription") or None,
        "AWSAccountId": account,
        "AlarmConfigurationUpdatedTimestamp": moment(alarm["AlarmConfigurationUpdatedTimestamp"]),
        "NewStateValue": new_state,
        "NewStateReason": reason,
        "StateChangeTime": moment(now),
        "Region": region_name(region),
        "AlarmArn": alarm["AlarmArn"],
        "OldStateValue": old_state,
        **{name: alarm.get(name) or [] for name in ("OKActions", "AlarmActions", "InsufficientDataActions")},
    }
    message |= {"AlarmRule": alarm["AlarmRule"]} if "AlarmRule" in alarm else {"Trigger": _trigger(alarm)}
    subject = f'{new_state}: "{alarm["AlarmName"]}" in {region_name(region)}'[:100]
    sns.fan_out(topic, json.dumps(message), subject)
    _record(alarm, topic)


def _trigger(alarm: Alarm) -> dict[str, Any]:
    """The metric's part of an alarm's message to a topic."""
    extended = alarm.get("ExtendedStatistic")
    statistic = (
        {"StatisticType": "ExtendedStatistic", "ExtendedStatistic": extended}
        if extended
        else {"StatisticType": "Statistic", "Statistic": str(alarm["Statistic"]).upper()}
    )
    needed = alarm.get("DatapointsToAlarm")
    return {
        "MetricName": alarm["MetricName"],
        "Namespace": alarm["Namespace"],
        **statistic,
        "Unit": alarm.get("Unit"),
        "Dimensions": [{"value": item["Value"], "name": item["Name"]} for item in alarm.get("Dimensions") or []],
        "Period": alarm["Period"],
        "EvaluationPeriods": alarm["EvaluationPeriods"],
        **({"DatapointsToAlarm": needed} if needed else {}),
        "ComparisonOperator": alarm["ComparisonOperator"],
        "Threshold": alarm["Threshold"],
        "TreatMissingData": alarm.get("TreatMissingData") or "missing",
        "EvaluateLowSampleCountPercentile": alarm.get("EvaluateLowSampleCountPercentile") or "",
    }


@functools.cache
def region_name(region: str) -> str:
    """What the console calls a region, such as `US East (N. Virginia)` for us-east-1."""
    from botocore.loaders import Loader

    for partition in Loader().load_data("partitions")["partitions"]:
        if found := partition["regions"].get(region, {}).get("description"):
            return str(found)
    return region


def record_put(alarm: Alarm) -> None:
    """Write into the alarm's history that it was created or changed, which MiniStack does not.

    It writes of a new alarm that its state went from what it is to what it is, which AWS does not.
    """
    entries = cloudwatch.history()
    last = entries[-1] if entries else {}
    created = last.get("AlarmName") == alarm["AlarmName"] and "Initial alarm creation" in last["HistoryData"]
    if created:
        entries.pop()
    what = "created" if created else "updated"
    told = {"alarmName": alarm["AlarmName"], "alarmArn": alarm["AlarmArn"]}
    data = {"version": "1.0", "type": what.capitalize().removesuffix("d"), f"{what}Alarm": told}
    _write(alarm, "ConfigurationUpdate", f'Alarm "{alarm["AlarmName"]}" {what}', data)


def _record(alarm: Alarm, action: str, error: str = "") -> None:
    """Write into the alarm's history what became of an action: that is where AWS says it."""
    state = "Failed" if error else "Succeeded"
    summary = f"Successfully executed action {action}"
    if error:
        summary = f'Failed to execute action {action}. Received error: "{error}"'
        _log.warning("alarm %s: %s", alarm["AlarmName"], summary)
    told = {"actionState": state, "notificationResource": action, **({"error": error} if error else {})}
    _write(alarm, "Action", summary, told)


def _write(alarm: Alarm, kind: str, summary: str, data: dict[str, Any]) -> None:
    cloudwatch.history().append(
        {
            "AlarmName": alarm["AlarmName"],
            "AlarmType": "CompositeAlarm" if "AlarmRule" in alarm else "MetricAlarm",
            "Timestamp": cloudwatch.timestamp(time.time()),
            "HistoryItemType": kind,
            "HistorySummary": summary,
            "HistoryData": json.dumps(data),
        }
    )
