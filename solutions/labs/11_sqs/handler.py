"""Keeps the orders' table up to date: called with batches of `inkwell-sqs-lab-updates.fifo`."""

import json
import os

import boto3

STATUSES = ("paid", "printing", "printed", "shipped")


table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def apply(record):
    update = json.loads(record["body"])
    order, status, message = update["orderId"], update["status"], record["messageId"]
    if not isinstance(order, str) or status not in STATUSES:
        raise ValueError("not an update of an order")
    try:
        table.update_item(
            Key={"orderId": order},
            UpdateExpression="SET #status = :status, history = list_append(if_not_exists(history, :none), :one) "
            "ADD seen :ids",
            ConditionExpression="NOT contains(seen, :id)",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues={
                ":status": status,
                ":one": [status],
                ":none": [],
                ":id": message,
                ":ids": {message},
            },
        )
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        print(f"seen before: {message}")


def handler(event, context):
    """Apply the updates in order; return the first that failed, and all that follow it."""
    records = event["Records"]
    for number, record in enumerate(records):
        try:
            apply(record)
        except Exception as error:
            print(f"failed {record['messageId']}: {type(error).__name__}")
            return {"batchItemFailures": [{"itemIdentifier": left["messageId"]} for left in records[number:]]}
    return {"batchItemFailures": []}
