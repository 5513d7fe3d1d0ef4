"""What `schedule.debug.start()` puts in place: a billing that two clocks call, and that bills whenever it is called."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from lambda_workshop.cloud import Cloud, cleanup, deploying, functions, schedules, tables, until
from lambda_workshop.cloud.schedules import RealTimeOnly
from lambda_workshop.sections.schedule import nights

ROOM = "inkwell-schedule-debug"
BILLING, TABLE, CLOCK = f"{ROOM}-billing", f"{ROOM}-bills", f"{ROOM}-nightly"
"""The rule and the schedule have the same name: it is the schedule's migration that somebody left half done."""
CENTS = 990

BROKEN_BILLING = """\
import json
import os
import uuid

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def bill(event, context):
    print("event", json.dumps(event))
    night = event["time"][:10]
    table.put_item(Item={"billId": str(uuid.uuid4()), "night": night, "cents": 990})
    print(f"billed {night}: 990 cents")
"""


def put_in_place(cloud: Cloud) -> list[tuple[str, str]]:
    """Build the broken billing anew, let one night come, and wait for its two bills; returns the rows to show.

    Raises:
        TimedOut: the night was not billed twice, which is the workshop's fault and not the learner's.
    """
    cleanup.remove(cloud, (ROOM,), ("lambda", "events", "scheduler", "dynamodb", "iam", "logs"))
    events = cloud.client("events")
    table = tables.create(cloud, TABLE, "billId")["TableArn"]
    writes = {"Action": ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"], "Resource": table}
    function = deploying.deploy(
        cloud,
        BILLING,
        functions.zip_of({"index.py": BROKEN_BILLING}),
        handler="index.bill",
        role_arn=deploying.role(cloud, f"{ROOM}-role", [writes]),
        environment={"TABLE": TABLE},
    )
    rule = events.put_rule(Name=CLOCK, ScheduleExpression="cron(0 22 * * ? *)")["RuleArn"]
    cloud.client("lambda").add_permission(
        FunctionName=BILLING,
        StatementId="nightly",
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
        SourceArn=rule,
    )
    events.put_targets(Rule=CLOCK, Targets=[{"Id": "billing", "Arn": function}])
    may_call = {"Action": "lambda:InvokeFunction", "Resource": function}
    schedule = cloud.client("scheduler").create_schedule(
        Name=CLOCK,
        ScheduleExpression="cron(0 22 * * ? *)",
        FlexibleTimeWindow={"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 10},
        Target={"Arn": function, "RoleArn": deploying.role(cloud, f"{ROOM}-clock", [may_call], service="scheduler")},
    )["ScheduleArn"]
    _let_a_night_come(cloud, rule, schedule)
    until("two bills", lambda: len(bills(cloud)) >= 2, timeout=15, every=0.1)
    return [
        ("function", f"{BILLING}: writes a bill of {CENTS} cents for the night in the event"),
        ("rule", f"{CLOCK}: every night at 22:00 UTC, made years ago"),
        ("schedule", f"{CLOCK}: every night at 22:00 UTC, made last week"),
        ("table", TABLE),
        ("what you hear", "every night is billed twice"),
    ]


def bills(cloud: Cloud, night: str = "") -> list[dict[str, Any]]:
    """The bills in the table, or those of one night, as DynamoDB has them."""
    found = cloud.client("dynamodb").scan(TableName=TABLE, ConsistentRead=True)["Items"]
    return [item for item in found if night in ("", item.get("night", {}).get("S"))]


def _let_a_night_come(cloud: Cloud, rule: str, schedule: str) -> None:
    try:
        for arn in (rule, schedule):
            schedules.jump(cloud, arn)
    except RealTimeOnly:
        # The two events that this night would bring, where nobody can wait for it.
        moment = (datetime.now(UTC) + timedelta(days=1)).replace(hour=22, minute=0, second=0)
        random = Random()
        for event in (
            nights.rule_event(moment, random, rule=CLOCK),
            nights.notification(moment, random, schedule=CLOCK),
        ):
            payload = json.dumps(event)
            cloud.client("lambda").invoke(FunctionName=BILLING, InvocationType="Event", Payload=payload)
