"""expect: a warm call made 1 client(s)

Right, and slow: every call makes its own client.
"""

import json
import os

import boto3


def handler(event, context):
    table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
    records = event["Records"]
    for number, record in enumerate(records):
        message = record["messageId"]
        try:
            update = json.loads(record["body"])
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
        except table.meta.client.exceptions.ConditionalCheckFailedException:
            print(f"seen before: {message}")
        except Exception as error:
            print(f"failed {message}: {type(error).__name__}")
            return {"batchItemFailures": [{"itemIdentifier": left["messageId"]} for left in records[number:]]}
    return {"batchItemFailures": []}
