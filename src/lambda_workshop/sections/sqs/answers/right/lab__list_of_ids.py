"""Remembers the ids in a list, with the low-level client."""

import json
import os

import boto3
from botocore.exceptions import ClientError

TABLE = os.environ["TABLE"]
client = boto3.client("dynamodb")


def apply(update, message):
    status = ("paid", "printing", "printed", "shipped").index(update["status"])
    text = ("paid", "printing", "printed", "shipped")[status]
    client.update_item(
        TableName=TABLE,
        Key={"orderId": {"S": update["orderId"]}},
        UpdateExpression="SET #s = :s, history = list_append(if_not_exists(history, :none), :one), "
        "applied = list_append(if_not_exists(applied, :none), :ids)",
        ConditionExpression="attribute_not_exists(applied) OR NOT contains(applied, :id)",
        ExpressionAttributeNames={"#s": "status"},
        ExpressionAttributeValues={
            ":s": {"S": text},
            ":one": {"L": [{"S": text}]},
            ":none": {"L": []},
            ":id": {"S": message},
            ":ids": {"L": [{"S": message}]},
        },
    )


def handler(event, context):
    left = list(event["Records"])
    while left:
        try:
            apply(json.loads(left[0]["body"]), left[0]["messageId"])
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                break
        except (ValueError, KeyError, TypeError) as error:
            print("failed", left[0]["messageId"], type(error).__name__)
            break
        left.pop(0)
    return {"batchItemFailures": [{"itemIdentifier": record["messageId"]} for record in left]}
