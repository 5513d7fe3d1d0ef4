"""Alarms as the checks, the panel and the broken wiring see them, and the three events that tell of one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from lambda_workshop.cloud import Cloud

EVENTS = Path(__file__).parent / "events"
PRINCIPAL = "lambda.alarms.cloudwatch.amazonaws.com"
CHECKOUT, BREAKER, ALARM = "inkwell-alarm-checkout", "inkwell-alarm-breaker", "inkwell-alarm-checkout-errors"


@dataclass(frozen=True)
class Alarm:
    """A metric alarm. Period in seconds; `dimensions` by name."""

    name: str
    arn: str
    state: str
    reason: str
    settings: dict[str, Any]

    @property
    def dimensions(self) -> dict[str, str]:
        """Which one of the metrics of this name it looks at."""
        return {item["Name"]: item["Value"] for item in self.settings.get("Dimensions", [])}


def find(cloud: Cloud, name: str) -> Alarm | None:
    """The alarm, or None when there is none of that name."""
    found = cloud.client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"]
    if not found:
        return None
    item = found[0]
    return Alarm(item["AlarmName"], item["AlarmArn"], item["StateValue"], item.get("StateReason", ""), item)


def told(name: str) -> dict[str, Any]:
    """The documented event: `alarm`, `evaluated` or `state_change`."""
    event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text("utf-8"))
    return event


@dataclass(frozen=True)
class Change:
    """A change of an alarm's state, which every way of telling it tells in its own form."""

    alarm: str
    state: str
    was: str
    function: str
    values: tuple[float, ...]

    @property
    def summary(self) -> dict[str, Any]:
        """What the learner's handler makes of it, told straight or by a rule."""
        return {
            "alarm": self.alarm,
            "state": self.state,
            "was": self.was,
            "function": self.function or None,
            "values": list(self.values),
        }

    @property
    def data(self) -> dict[str, Any]:
        """The part that the event of an alarm and the event of a rule have in common."""
        found: dict[str, Any] = told("evaluated")["alarmData"]
        metric = found["configuration"]["metrics"][0]["metricStat"]["metric"]
        metric["dimensions"] = {"FunctionName": self.function} if self.function else {"Printer": "north"}
        reason = json.loads(found["state"].pop("reasonData")) | {"recentDatapoints": list(self.values)}
        state = found["state"] | {"value": self.state}
        if self.values:
            state["reasonData"] = json.dumps(reason)
        return found | {
            "alarmName": self.alarm,
            "state": state,
            "previousState": found["previousState"] | {"value": self.was},
        }

    def straight(self) -> dict[str, Any]:
        """The event of an alarm that calls the function itself."""
        event = told("evaluated")
        return event | {"alarmArn": event["alarmArn"].rpartition(":")[0] + f":{self.alarm}", "alarmData": self.data}

    def by_rule(self) -> dict[str, Any]:
        """The event of a rule on the default bus."""
        return told("state_change") | {"detail": self.data}

    def by_topic(self) -> dict[str, Any]:
        """The event of a topic that the alarm tells."""
        named = [{"name": "FunctionName", "value": self.function}] if self.function else []
        message = {
            "AlarmName": self.alarm,
            "AlarmDescription": None,
            "NewStateValue": self.state,
            "NewStateReason": "Threshold Crossed",
            "OldStateValue": self.was,
            "Trigger": {"MetricName": "Errors", "Namespace": "AWS/Lambda", "Statistic": "SUM", "Dimensions": named},
        }
        notice = {"Type": "Notification", "Subject": f'{self.state}: "{self.alarm}"', "Message": json.dumps(message)}
        record = {"EventSource": "aws:sns", "EventVersion": "1.0", "Sns": notice}
        return {"Records": [record]}


def change(random: Random, state: str = "ALARM", was: str = "OK", *, function: bool = True, values: int = 2) -> Change:
    """A random change."""
    token = f"{random.randrange(16**6):06x}"
    numbers = tuple(float(random.randint(3, 90)) for _ in range(values))
    return Change(f"inkwell-alarm-{token}", state, was, f"inkwell-{token}" if function else "", numbers)
