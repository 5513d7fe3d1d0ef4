"""Grades the lab: deploys the learner's handler behind a log group, writes payments, and sends lines twice."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotYet, Passed
from lambda_workshop.checks.lab import CLIENTS, WRAPPER, handler_text
from lambda_workshop.cloud import Cloud, TimedOut, cleanup, deploying, functions, tables, until
from lambda_workshop.sections.cloudwatch_logs.payments import documented, event_of, payment, write

ROOM = "inkwell-logs-lab"
SERVICES = ("lambda", "dynamodb", "iam", "logs")
LAB = Exercise(
    "lab",
    title="The tally of failures",
    points=6,
    hints=(
        "What tells a line that comes a second time from another line with the same words?",
        "Each log event has an `id`. Write it as an item of its own, on the condition that it is not there; the count "
        "grows in the same transaction.",
        "`transact_write_items([{'Put': {..., 'ConditionExpression': 'attribute_not_exists(reason)'}}, {'Update': {..., "
        "'UpdateExpression': 'ADD #count :one'}}])`, one transaction for each line.",
    ),
    resources=(ROOM,),
)


@LAB.step("`handler.py` is written")
def source(work: object) -> Passed:
    return handler_text(work, "cloudwatch-logs")


@LAB.step("It is subscribed to a log group")
def group(cloud: Cloud, source: str) -> Passed:
    cleanup.remove(cloud, (ROOM,), SERVICES)
    client = cloud.client("logs")
    made = tables.create(cloud, ROOM, "reason")
    rights = {
        "Action": ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:GetItem"],
        "Resource": made["TableArn"],
    }
    package = functions.zip_of({"handler.py": source, "wrapper.py": WRAPPER})
    role = deploying.role(cloud, f"{ROOM}-role", [rights])
    arn = deploying.deploy(
        cloud, ROOM, package, handler="wrapper.handler", role_arn=role, timeout=10, environment={"TABLE": ROOM}
    )
    client.create_log_group(logGroupName=ROOM)
    cloud.client("lambda").add_permission(
        FunctionName=ROOM, StatementId="logs", Action="lambda:InvokeFunction", Principal="logs.amazonaws.com",
        SourceArn=f"arn:aws:logs:{cloud.region}:{cloud.account}:log-group:{ROOM}:*", SourceAccount=cloud.account,
    )  # fmt: skip
    client.put_subscription_filter(logGroupName=ROOM, filterName="all", filterPattern="", destinationArn=arn)
    return Passed(found=f"`{ROOM}` is subscribed to the log group `{ROOM}`")


@LAB.step("Failed payments are counted by their reason", weight=2, needs=("group",))
def right(cloud: Cloud, random: Random) -> Passed:
    reason = f"refused-{random.randrange(16**4):04x}"
    made = [payment(random, reason), payment(random, "taken"), payment(random, reason), payment(random, reason)]
    write(cloud, *(json.dumps(item) for item in made), group=ROOM)
    _expect(cloud, reason, 3, "three payments failed for this reason, and one was taken")
    if _count(cloud, "taken") is not None:
        raise NotYet("payments that were taken are counted", expected="failures only", advice="leave `taken` out")
    return Passed(found=f"`{reason}`: 3")


@LAB.step("A line that comes twice counts once", needs=("right",))
def once(cloud: Cloud, random: Random) -> Passed:
    reason = f"expired-{random.randrange(16**4):04x}"
    event, _times = event_of(random, *(json.dumps(payment(random, reason)) for _ in range(2)))
    for _ in range(2):
        _send(cloud, event)
    _expect(cloud, reason, 2, "an event with two lines came twice")
    return Passed(found=f"`{reason}`: 2")


@LAB.step("One bad line stops nothing, and a control message changes nothing", needs=("right",))
def odd(cloud: Cloud, random: Random) -> Passed:
    reason = f"refused-{random.randrange(16**4):04x}"
    before = _count(cloud, "unreadable") or 0
    event, _times = event_of(random, "no JSON", '{"cents": 1}', "[]", json.dumps(payment(random, reason)))
    _send(cloud, event)
    _send(cloud, documented("control"))
    _expect(cloud, reason, 1, "a good line stood behind three bad ones")
    _expect(cloud, "unreadable", before + 3, "three lines could not be read")
    return Passed(found="three unreadable, one counted")


@LAB.step("The log has no card's number, and the client is made once", needs=("right",))
def quiet(cloud: Cloud, random: Random) -> Passed:
    for _ in range(2):
        made = payment(random, "refused")
        event, _times = event_of(random, json.dumps(made))
        log = _send(cloud, event)
        if made["card"] in log:
            raise NotYet("a card's number is in the log", expected="no line of others", advice="print no line")
    if f"{CLIENTS} 0" not in log:
        raise NotYet(
            "a call made a client",
            expected="no client in a call",
            advice="make it at the top of the file",
            evidence=log,
        )
    cleanup.remove(cloud, (ROOM,), SERVICES)
    return Passed(found="no card, and no call makes a client")


def _send(cloud: Cloud, event: dict[str, Any]) -> str:
    """Hand the function an event; returns its log; raises NotYet when it failed."""
    found = functions.invoke(cloud, ROOM, event)
    if found.error:
        raise NotYet(f"the function failed: {found.error_text}", expected="no exception", evidence=found.log)
    return found.log


def _count(cloud: Cloud, reason: str) -> int | None:
    found = cloud.client("dynamodb").get_item(TableName=ROOM, Key={"reason": {"S": reason}}, ConsistentRead=True)
    item = found.get("Item")
    return None if item is None else int(item.get("count", {}).get("N", "0"))


def _expect(cloud: Cloud, reason: str, wanted: int, what: str) -> None:
    try:
        until("the tally", lambda: _count(cloud, reason) == wanted, timeout=6.0, every=0.1)
    except TimedOut as error:
        raise NotYet(
            f"{what}, and the tally of `{reason}` is {_count(cloud, reason)}",
            expected=str(wanted),
            advice="read README.md, points 1 to 3",
        ) from error
