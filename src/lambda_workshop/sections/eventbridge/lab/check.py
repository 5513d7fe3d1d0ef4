"""Grades the lab: deploys the learner's handler behind a rule, places orders, and sends events twice."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotYet, Passed
from lambda_workshop.checks.lab import CLIENTS, WRAPPER, handler_text
from lambda_workshop.cloud import Cloud, TimedOut, cleanup, deploying, functions, tables, until
from lambda_workshop.sections.eventbridge.orders import PLACED, SOURCE, event_of

ROOM = "inkwell-bus-lab"
SERVICES = ("lambda", "events", "dynamodb", "iam", "logs")
LAB = Exercise(
    "lab",
    title="Loyalty points",
    points=6,
    hints=(
        "What could tell the second delivery of an event from the first one, if the table remembered it?",
        "Write the event's id as an item of its own, on the condition that it is not there. Both writes belong "
        "together: `transact_write_items`.",
        "`{'Put': {..., 'ConditionExpression': 'attribute_not_exists(customer)'}}` and `{'Update': {..., "
        "'UpdateExpression': 'ADD points :points'}}`; a `TransactionCanceledException` whose first reason is "
        "`ConditionalCheckFailed` means that the event was counted before.",
    ),
    resources=(ROOM,),
)


@LAB.step("`handler.py` is written")
def source(work: object) -> Passed:
    return handler_text(work, "eventbridge")


@LAB.step("It runs behind a bus")
def bus(cloud: Cloud, source: str) -> Passed:
    cleanup.remove(cloud, (ROOM,), SERVICES)
    events = cloud.client("events")
    made = tables.create(cloud, ROOM, "customer")
    events.create_event_bus(Name=ROOM)
    rule = events.put_rule(Name=ROOM, EventBusName=ROOM, EventPattern=json.dumps({"source": [SOURCE]}))["RuleArn"]
    rights = {
        "Action": ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:GetItem"],
        "Resource": made["TableArn"],
    }
    package = functions.zip_of({"handler.py": source, "wrapper.py": WRAPPER})
    role = deploying.role(cloud, f"{ROOM}-role", [rights])
    arn = deploying.deploy(
        cloud, ROOM, package, handler="wrapper.handler", role_arn=role, timeout=10, environment={"TABLE": ROOM}
    )
    cloud.client("lambda").add_permission(
        FunctionName=ROOM, StatementId="rule", Action="lambda:InvokeFunction", Principal="events.amazonaws.com",
        SourceArn=rule,
    )  # fmt: skip
    events.put_targets(Rule=ROOM, EventBusName=ROOM, Targets=[{"Id": "1", "Arn": arn}])
    return Passed(found=f"`{ROOM}` is the target of a rule")


@LAB.step("A placed order gives its points, a cancelled one takes them back", weight=2, needs=("bus",))
def right(cloud: Cloud, random: Random) -> Passed:
    customer, cents = f"c-{random.randrange(16**8):08x}", random.randint(200, 99_999)
    _place(cloud, {"orderId": "A-1", "customer": customer, "cents": cents}, PLACED)
    _expect_points(cloud, customer, cents // 100, f"an order of {cents} cents was placed")
    back = random.randint(100, cents)
    _place(cloud, {"orderId": "A-1", "customer": customer, "cents": back}, "OrderCancelled")
    _expect_points(cloud, customer, cents // 100 - back // 100, f"{back} cents of it were cancelled")
    return Passed(found=f"{cents // 100 - back // 100} points of {cents} and {-back} cents")


@LAB.step("An event that comes twice counts once", needs=("right",))
def once(cloud: Cloud, random: Random) -> Passed:
    customer, cents = f"c-{random.randrange(16**8):08x}", random.randint(200, 99_999)
    event = event_of(random, {"orderId": "A-2", "customer": customer, "cents": cents})
    for _ in range(2):
        _send(cloud, event)
    _expect_points(cloud, customer, cents // 100, f"one event of {cents} cents came twice")
    again = event | {"id": event_of(random, {})["id"]}
    _send(cloud, again)
    _expect_points(cloud, customer, 2 * (cents // 100), "the customer placed the same order once more")
    return Passed(found="the event's id decides")


@LAB.step("Other events change nothing", needs=("right",))
def others(cloud: Cloud, random: Random) -> Passed:
    customer = f"c-{random.randrange(16**8):08x}"
    detail = {"orderId": "A-3", "customer": customer, "cents": 5000}
    for event in (
        event_of(random, detail, kind="OrderPacked"),
        event_of(random, detail, source="inkwell.returns"),
        event_of(random, {}, source="aws.s3", kind="Object Created"),
    ):
        _send(cloud, event)
    if (found := _points(cloud, customer)) is not None:
        raise NotYet(
            f"the customer has {found} points",
            expected="none: nothing was placed or cancelled",
            advice="look at `source` and at `detail-type` first",
        )
    return Passed(found="three other events left the table alone")


@LAB.step("The log names no customer, and the client is made once", needs=("right",))
def quiet(cloud: Cloud, random: Random) -> Passed:
    customer = f"c-{random.randrange(16**8):08x}"
    for cents in (100, 200):
        log = _send(cloud, event_of(random, {"orderId": "A-4", "customer": customer, "cents": cents}))
        if customer in log:
            raise NotYet("the log names the customer", expected="ids of events only", advice="do not print the detail")
    if f"{CLIENTS} 0" not in log:
        raise NotYet(
            "a call made a client",
            expected="no client in a call",
            advice="make it at the top of the file",
            evidence=log,
        )
    cleanup.remove(cloud, (ROOM,), SERVICES)
    return Passed(found="no call makes a client, no line names anybody")


def _place(cloud: Cloud, detail: dict[str, Any], kind: str) -> None:
    entry = {"EventBusName": ROOM, "Source": SOURCE, "DetailType": kind, "Detail": json.dumps(detail)}
    cloud.client("events").put_events(Entries=[entry])


def _send(cloud: Cloud, event: dict[str, Any]) -> str:
    """Hand the function an event; returns its log; raises NotYet when it failed."""
    found = functions.invoke(cloud, ROOM, event)
    if found.error:
        raise NotYet(f"the function failed: {found.error_text}", expected="no exception", evidence=found.log)
    return found.log


def _points(cloud: Cloud, customer: str) -> int | None:
    item = cloud.client("dynamodb").get_item(
        TableName=ROOM, Key={"customer": {"S": customer}}, ConsistentRead=True
    ).get("Item")  # fmt: skip
    return None if item is None else int(item.get("points", {}).get("N", "0"))


def _expect_points(cloud: Cloud, customer: str, wanted: int, what: str) -> None:
    try:
        until(f"{wanted} points", lambda: _points(cloud, customer) == wanted, timeout=6.0, every=0.1)
    except TimedOut as error:
        raise NotYet(
            f"{what}, and the customer has {_points(cloud, customer)} points",
            expected=f"{wanted} points",
            advice="read README.md, points 1 and 2",
        ) from error
