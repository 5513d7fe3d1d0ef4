"""expect: the log holds a customer

Logs the update that failed, with the customer's name in it.
"""

import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
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
            print(f"failed {message}: {type(error).__name__} in {record['body']}")
            return {"batchItemFailures": [{"itemIdentifier": left["messageId"]} for left in records[number:]]}
    return {"batchItemFailures": []}
