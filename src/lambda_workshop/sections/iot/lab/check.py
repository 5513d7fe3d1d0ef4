"""Grades the lab: deploys the learner's handler behind a topic rule, publishes readings, and sends late ones."""

from __future__ import annotations

from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotYet, Passed
from lambda_workshop.checks.lab import CLIENTS, WRAPPER, handler_text
from lambda_workshop.cloud import Cloud, TimedOut, cleanup, deploying, functions, tables, until
from lambda_workshop.sections.iot.sensors import publish, reading, rule_arn

ROOM, RULE = "inkwell-iot-lab", "inkwell_iot_lab"
SERVICES = ("lambda", "iot", "dynamodb", "iam", "logs")
LAB = Exercise(
    "lab",
    title="The climate book",
    points=6,
    hints=(
        "Two readings of one printer may come in the other order. Who knows what is in the book at that moment?",
        "`update_item` takes a `ConditionExpression`: it writes only when what is there is older.",
        "`attribute_not_exists(received) OR received < :received`, and a `ConditionalCheckFailedException` is no "
        "failure of yours.",
    ),
    resources=(ROOM,),
)


@LAB.step("`handler.py` is written")
def source(work: object) -> Passed:
    return handler_text(work, "iot")


@LAB.step("A topic rule calls it")
def wired(cloud: Cloud, source: str) -> Passed:
    cleanup.remove(cloud, (ROOM,), SERVICES)
    made = tables.create(cloud, ROOM, "printer")
    rights = {
        "Action": ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:GetItem"],
        "Resource": made["TableArn"],
    }
    package = functions.zip_of({"handler.py": source, "wrapper.py": WRAPPER})
    role = deploying.role(cloud, f"{ROOM}-role", [rights])
    arn = deploying.deploy(
        cloud, ROOM, package, handler="wrapper.handler", role_arn=role, timeout=10, environment={"TABLE": ROOM}
    )
    cloud.client("iot").create_topic_rule(
        ruleName=RULE,
        topicRulePayload={
            "sql": "SELECT *, topic(2) AS printer, timestamp() AS received FROM 'lab-room/+/climate'",
            "awsIotSqlVersion": "2016-03-23",
            "actions": [{"lambda": {"functionArn": arn}}],
        },
    )
    cloud.client("lambda").add_permission(
        FunctionName=ROOM, StatementId="iot", Action="lambda:InvokeFunction", Principal="iot.amazonaws.com",
        SourceArn=rule_arn(cloud, RULE), SourceAccount=cloud.account,
    )  # fmt: skip
    return Passed(found=f"the rule `{RULE}` calls it")


@LAB.step("A published reading is in the book", weight=2, needs=("wired",))
def book(cloud: Cloud, random: Random) -> Passed:
    printer, message = f"p-{random.randrange(16**6):06x}", reading(random)
    publish(cloud, printer, message, topic=f"lab-room/{printer}/climate")
    _expect(cloud, printer, message["celsius"], f"{message['celsius']} degrees were published")
    return Passed(found=f"`{printer}`: {message['celsius']}")


@LAB.step("Late and repeated readings change nothing", needs=("book",))
def order(cloud: Cloud, random: Random) -> Passed:
    printer = f"p-{random.randrange(16**6):06x}"
    for celsius, received, wanted, what in (
        (20.5, 1000, 20.5, "the first reading came"),
        (50, 999, 20.5, "an older reading came late"),
        (50, 1000, 20.5, "a reading of the same time came"),
        ("30.5", 1001, 30.5, "a newer one came, with its number as text"),
    ):
        _send(cloud, {"printer": printer, "celsius": celsius, "received": received})
        _expect(cloud, printer, wanted, what)
    return Passed(found="the newest reading wins")


@LAB.step("What is no reading is an error", needs=("book",))
def odd(cloud: Cloud, random: Random) -> Passed:
    printer = f"p-{random.randrange(16**6):06x}"
    for event in (
        {"printer": printer, "celsius": "warm", "received": 1},
        {"printer": printer, "received": 1},
        {"printer": printer, "celsius": 5},
        {"celsius": 5, "received": 1},
    ):
        found = functions.invoke(cloud, ROOM, event)
        if not found.error or found.error.get("errorType") != "ValueError":
            raise NotYet(
                f"the event `{event}`: {found.error_text or 'no exception'}",
                expected="a ValueError",
                advice="read all that you need before you write",
                evidence=found.log,
            )
    if _celsius(cloud, printer) is not None:
        raise NotYet("it is in the book", expected="nothing", advice="raise before you write")
    return Passed(found="four of them, and nothing written")


@LAB.step("The client is made once for an environment", needs=("book",))
def clients(cloud: Cloud, random: Random) -> Passed:
    printer = f"p-{random.randrange(16**6):06x}"
    log = [_send(cloud, {"printer": printer, "celsius": 5, "received": time}) for time in (1, 2)][-1]
    if f"{CLIENTS} 0" not in log:
        raise NotYet(
            "a call made a client",
            expected="no client in a call",
            advice="make it at the top of the file",
            evidence=log,
        )
    cleanup.remove(cloud, (ROOM,), SERVICES)
    return Passed(found="no call makes a client")


def _send(cloud: Cloud, event: dict[str, Any]) -> str:
    """Hand the function an event; returns its log; raises NotYet when it failed."""
    found = functions.invoke(cloud, ROOM, event)
    if found.error:
        raise NotYet(f"the function failed: {found.error_text}", expected="no exception", evidence=found.log)
    return found.log


def _celsius(cloud: Cloud, printer: str) -> float | None:
    found = cloud.client("dynamodb").get_item(TableName=ROOM, Key={"printer": {"S": printer}}, ConsistentRead=True)
    item = found.get("Item")
    return None if item is None else float(item.get("celsius", {}).get("N", "nan"))


def _expect(cloud: Cloud, printer: str, wanted: float, what: str) -> None:
    try:
        until("the book", lambda: _celsius(cloud, printer) == wanted, timeout=6.0, every=0.1)
    except TimedOut as error:
        raise NotYet(
            f"{what}, and the book says {_celsius(cloud, printer)}",
            expected=f"{wanted}",
            advice="read README.md, points 1 to 3",
        ) from error
