"""expect: were reported as failed, though every one is in order

Takes a message that was applied before for a failure, so it comes back until it is dead.
"""

import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def apply(update, message):
    if update["status"] not in ("paid", "printing", "printed", "shipped"):
        raise ValueError("unknown status")
    table.update_item(
        Key={"orderId": update["orderId"]},
        UpdateExpression="SET #s = :s, history = list_append(if_not_exists(history, :none), :one) ADD seen :ids",
        ConditionExpression="NOT contains(seen, :id)",
        ExpressionAttributeNames={"#s": "status"},
        ExpressionAttributeValues={
            ":s": update["status"],
            ":one": [update["status"]],
            ":none": [],
            ":id": message,
            ":ids": {message},
        },
    )


def handler(event, context):
    failures = []
    for record in event["Records"]:
        try:
            apply(json.loads(record["body"]), record["messageId"])
        except Exception as error:
            print(f"failed {record['messageId']}: {type(error).__name__}")
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}
