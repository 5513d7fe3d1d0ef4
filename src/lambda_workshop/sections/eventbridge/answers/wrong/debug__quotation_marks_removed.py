"""expect: the note came as

Throws away what does not fit.
"""

import linecache

source = """import json
import os

import boto3


def shop(event, context):
    bus_client = boto3.client("events")
    detail = json.dumps({"orderId": event["orderId"], "note": event["note"].replace(chr(34), "")})
    entry = {"EventBusName": os.environ["BUS"], "Source": "inkwell.orders", "DetailType": event["kind"]}
    answer = bus_client.put_events(Entries=[{**entry, "Detail": detail}])
    if answer["FailedEntryCount"]:
        raise RuntimeError(answer["Entries"][0]["ErrorCode"])
    return {"sent": event["orderId"]}
"""
linecache.cache["<shop>"] = (len(source), None, source.splitlines(keepends=True), "<shop>")
exec(compile(source, "<shop>", "exec"))

cause = "b"
bus_arn = events.describe_event_bus(Name="inkwell-bus-debug")["Arn"]
shop_role = eventbridge.role("inkwell-bus-debug-role", policies=[{"Action": "events:PutEvents", "Resource": bus_arn}])
eventbridge.deploy("inkwell-bus-debug-shop", shop, role=shop_role, timeout=10, environment={"BUS": "inkwell-bus-debug"})
