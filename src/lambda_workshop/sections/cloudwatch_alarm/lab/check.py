"""Grades the lab: deploys the learner's handler behind an alarm, rings it, and sends late and repeated events."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotYet, Passed
from lambda_workshop.checks.lab import CLIENTS, WRAPPER, handler_text
from lambda_workshop.cloud import Cloud, TimedOut, cleanup, deploying, functions, tables, until
from lambda_workshop.sections.cloudwatch_alarm.alarms import PRINCIPAL, told

ROOM = "inkwell-alarm-lab"
SERVICES = ("lambda", "cloudwatch", "dynamodb", "iam", "logs")
LAB = Exercise(
    "lab",
    title="The incident book",
    points=6,
    hints=(
        "Which of two events is newer? The state's timestamp tells. Who compares, when two functions run at once?",
        "`update_item` takes a `ConditionExpression`: it writes only when what is there is older.",
        "`attribute_not_exists(since) OR since < :since`, and a `ConditionalCheckFailedException` is no failure of yours.",
    ),
    resources=(ROOM,),
)


@LAB.step("`handler.py` is written")
def source(work: object) -> Passed:
    return handler_text(work, "cloudwatch-alarm")


@LAB.step("It runs behind an alarm")
def desk(cloud: Cloud, source: str) -> Passed:
    cleanup.remove(cloud, (ROOM,), SERVICES)
    made = tables.create(cloud, ROOM, "alarm")
    rights = {
        "Action": ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:GetItem"],
        "Resource": made["TableArn"],
    }
    package = functions.zip_of({"handler.py": source, "wrapper.py": WRAPPER})
    role = deploying.role(cloud, f"{ROOM}-role", [rights])
    arn = deploying.deploy(
        cloud, ROOM, package, handler="wrapper.handler", role_arn=role, timeout=10, environment={"TABLE": ROOM}
    )
    cloud.client("cloudwatch").put_metric_alarm(
        AlarmName=ROOM, Namespace="InkwellLab", MetricName="Nothing", Statistic="Sum", Period=60, EvaluationPeriods=1,
        Threshold=1, ComparisonOperator="GreaterThanThreshold", TreatMissingData="ignore", AlarmActions=[arn],
        OKActions=[arn],
    )  # fmt: skip
    cloud.client("lambda").add_permission(
        FunctionName=ROOM, StatementId="alarm", Action="lambda:InvokeFunction", Principal=PRINCIPAL,
        SourceArn=f"arn:aws:cloudwatch:{cloud.region}:{cloud.account}:alarm:{ROOM}", SourceAccount=cloud.account,
    )  # fmt: skip
    return Passed(found=f"the alarm `{ROOM}` calls it")


@LAB.step("A ringing alarm opens an incident, a quiet one closes it", weight=2, needs=("desk",))
def book(cloud: Cloud, random: Random) -> Passed:
    token = f"{random.randrange(16**6):06x}"
    for state, status in (("ALARM", "open"), ("OK", "closed")):
        reason = f"{token} {state}"
        cloud.client("cloudwatch").set_alarm_state(AlarmName=ROOM, StateValue=state, StateReason=reason)
        wanted = {"status": status, "reason": reason}
        _expect(cloud, ROOM, wanted, f"the alarm went to {state}, with the reason `{reason}`")
    return Passed(found="opened and closed")


@LAB.step("Late and repeated events, and not knowing, change nothing", needs=("book",))
def order(cloud: Cloud, random: Random) -> Passed:
    name = f"{ROOM}-{random.randrange(16**6):06x}"
    _send(cloud, _event(name, "ALARM", 20, "first"))
    for state, minute, reason in (
        ("OK", 10, "late"),
        ("ALARM", 20, "repeated, in other words"),
        ("INSUFFICIENT_DATA", 30, "not known"),
    ):
        _send(cloud, _event(name, state, minute, reason))
        _expect(cloud, name, {"status": "open", "reason": "first"}, f"{state} of minute {minute} came after minute 20")
    _send(cloud, _event(name, "OK", 40, "last"))
    _expect(cloud, name, {"status": "closed", "reason": "last"}, "OK of minute 40 came")
    return Passed(found="the newest state wins")


@LAB.step("What is no alarm is heard of", needs=("book",))
def odd(cloud: Cloud) -> Passed:
    found = functions.invoke(cloud, ROOM, {"Records": []})
    if not found.error or found.error.get("errorType") != "ValueError":
        raise NotYet(
            f"an event without `alarmData`: {found.error_text or 'no exception'}",
            expected="a ValueError",
            advice="look whether `alarmData` is there, and raise",
        )
    return Passed(found=found.error_text)


@LAB.step("The client is made once for an environment", needs=("book",))
def clients(cloud: Cloud, random: Random) -> Passed:
    name = f"{ROOM}-{random.randrange(16**6):06x}"
    log = [_send(cloud, _event(name, "ALARM", minute, "again")) for minute in (1, 2)][-1]
    if f"{CLIENTS} 0" not in log:
        raise NotYet(
            "a call made a client",
            expected="no client in a call",
            advice="make it at the top of the file",
            evidence=log,
        )
    cleanup.remove(cloud, (ROOM,), SERVICES)
    return Passed(found="no call makes a client")


def _event(name: str, state: str, minute: int, reason: str) -> dict[str, Any]:
    event = copy.deepcopy(told("alarm"))
    event["alarmData"]["alarmName"] = name
    timestamp = f"2026-11-23T09:{minute:02d}:00.000+0000"
    event["alarmData"]["state"] = {"value": state, "reason": reason, "timestamp": timestamp}
    return event


def _send(cloud: Cloud, event: dict[str, Any]) -> str:
    """Hand the function an event; returns its log; raises NotYet when it failed."""
    found = functions.invoke(cloud, ROOM, event)
    if found.error:
        raise NotYet(f"the function failed: {found.error_text}", expected="no exception", evidence=found.log)
    return found.log


def _item(cloud: Cloud, name: str) -> dict[str, str]:
    found = cloud.client("dynamodb").get_item(TableName=ROOM, Key={"alarm": {"S": name}}, ConsistentRead=True)
    return {key: value.get("S", str(value)) for key, value in found.get("Item", {}).items()}


def _expect(cloud: Cloud, name: str, wanted: dict[str, str], what: str) -> None:
    def there() -> bool:
        return wanted.items() <= _item(cloud, name).items()

    try:
        until("the book", there, timeout=6.0, every=0.1)
    except TimedOut as error:
        raise NotYet(
            f"{what}, and the book says {_item(cloud, name) or 'nothing'}",
            expected=str(wanted),
            advice="read README.md, points 1 to 4",
        ) from error
