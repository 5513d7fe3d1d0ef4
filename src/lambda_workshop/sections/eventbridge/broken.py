"""The shop's function that loses some orders: it builds JSON by hand, and does not read what put_events answers."""

from __future__ import annotations

import json

from lambda_workshop.cloud import Cloud, deploying, functions
from lambda_workshop.cloud.cleanup import remove

ROOM = "inkwell-bus-debug"
SHOP, STORE = f"{ROOM}-shop", f"{ROOM}-warehouse"

SHOP_CODE = """\
import os

import boto3

events = boto3.client("events")


def handler(event, context):
    detail = '{"orderId": "%s", "note": "%s"}' % (event["orderId"], event["note"])
    entry = {
        "EventBusName": os.environ["BUS"],
        "Source": "inkwell.orders",
        "DetailType": event["kind"],
        "Detail": detail,
    }
    events.put_events(Entries=[entry])
    print("sent", event["orderId"])
    return {"sent": event["orderId"]}
"""
STORE_CODE = """\
def handler(event, context):
    print("reserved", event["detail"]["orderId"], "note:", event["detail"]["note"])
"""
ORDERS = (
    {"orderId": "A-7001", "kind": "OrderPlaced", "note": "leave it at the door"},
    {"orderId": "A-7002", "kind": "OrderPlaced", "note": 'engrave it with "Ada"'},
)


def break_it(cloud: Cloud) -> list[tuple[str, str]]:
    """Put the broken wiring in place, send two orders, and tell what was made."""
    remove(cloud, (ROOM,), ("lambda", "events", "logs"))
    events = cloud.client("events")
    bus = events.create_event_bus(Name=ROOM)["EventBusArn"]
    rights = {"Action": "events:PutEvents", "Resource": bus}
    role = deploying.role(cloud, f"{ROOM}-role", [rights])
    store = deploying.deploy(
        cloud, STORE, functions.zip_of({"index.py": STORE_CODE}), handler="index.handler", role_arn=role
    )
    deploying.deploy(
        cloud,
        SHOP,
        functions.zip_of({"index.py": SHOP_CODE}),
        handler="index.handler",
        role_arn=role,
        timeout=10,
        environment={"BUS": ROOM},
    )
    pattern = {"source": ["inkwell.orders"], "detail-type": ["OrderPlaced"]}
    rule = events.put_rule(Name=ROOM, EventBusName=ROOM, EventPattern=json.dumps(pattern))["RuleArn"]
    events.put_targets(Rule=ROOM, EventBusName=ROOM, Targets=[{"Id": "1", "Arn": store}])
    cloud.client("lambda").add_permission(
        FunctionName=STORE, StatementId="rule", Action="lambda:InvokeFunction", Principal="events.amazonaws.com",
        SourceArn=rule,
    )  # fmt: skip
    for order in ORDERS:
        functions.invoke(cloud, SHOP, order)
    return [
        ("function", f"{SHOP}: puts each order on the bus {ROOM}"),
        ("function", f"{STORE}: reserves what was ordered"),
        ("what happened", "two orders were sent: A-7001, and A-7002 with a note in quotation marks"),
    ]
