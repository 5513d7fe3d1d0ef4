"""A function that writes to the table whose stream calls it, with a brake so that it ends on every backend."""

from __future__ import annotations

from typing import Any

from lambda_workshop.cloud import Cloud, deploying, functions, tables
from lambda_workshop.cloud.cleanup import remove

ROOM = "inkwell-dynamodb-debug"
BRAKE = 6
CODE = f"""\
import os

import boto3

dynamodb = boto3.client("dynamodb")


def handler(event, context):
    for record in event["Records"]:
        item = record["dynamodb"].get("NewImage")
        if item is None:
            continue
        stamps = int(item.get("stamps", {{}}).get("N", "0"))
        print("stamping", item["orderId"]["S"], "for the", stamps + 1, "time")
        if stamps >= {BRAKE}:
            print("emergency brake: this order has {BRAKE} stamps")
            continue
        dynamodb.update_item(
            TableName=os.environ["TABLE"],
            Key={{"orderId": item["orderId"]}},
            UpdateExpression="ADD stamps :one",
            ExpressionAttributeValues={{":one": {{"N": "1"}}}},
        )
"""


def stamps(cloud: Cloud, order: str) -> int:
    """How many stamps the order has."""
    found = cloud.client("dynamodb").get_item(TableName=ROOM, Key={"orderId": {"S": order}}, ConsistentRead=True)
    return int(found.get("Item", {}).get("stamps", {}).get("N", "0"))


def break_it(cloud: Cloud) -> list[tuple[str, str]]:
    """Put the broken wiring in place, place one order, and tell what was made."""
    remove(cloud, (ROOM,), ("lambda", "dynamodb", "logs"))
    dynamodb = cloud.client("dynamodb")
    made = tables.create(cloud, ROOM, "orderId", stream=True)
    rights: list[Any] = [
        "arn:aws:iam::aws:policy/service-role/AWSLambdaDynamoDBExecutionRole",
        {"Action": "dynamodb:UpdateItem", "Resource": made["TableArn"]},
    ]
    arn = deploying.deploy(
        cloud,
        ROOM,
        functions.zip_of({"index.py": CODE}),
        handler="index.handler",
        role_arn=deploying.role(cloud, f"{ROOM}-role", rights),
        timeout=10,
        environment={"TABLE": ROOM},
    )
    cloud.client("lambda").create_event_source_mapping(
        FunctionName=arn, EventSourceArn=made["LatestStreamArn"], StartingPosition="TRIM_HORIZON", BatchSize=10,
        MaximumRetryAttempts=2,
    )  # fmt: skip
    dynamodb.put_item(TableName=ROOM, Item={"orderId": {"S": "A-7001"}, "status": {"S": "placed"}})
    return [
        ("table", f"{ROOM}: one order was placed, A-7001"),
        ("function", f"{ROOM}: puts a stamp on each order, in the same table"),
        ("what you hear", f"one order with {BRAKE} stamps, and there would be more"),
    ]
