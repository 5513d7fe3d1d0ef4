"""expect: the message behind it was not reported

Right for a standard queue, and out of order for a FIFO queue.
"""

import json
import os

import boto3
from botocore.exceptions import ClientError

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def apply(update, message):
    if update["status"] not in ("paid", "printing", "printed", "shipped"):
        raise ValueError("unknown status")
    try:
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
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise


def handler(event, context):
    failures = []
    for record in event["Records"]:
        try:
            apply(json.loads(record["body"]), record["messageId"])
        except Exception as error:
            print(f"failed {record['messageId']}: {type(error).__name__}")
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}
