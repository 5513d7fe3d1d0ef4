"""Holds back only the failed order's group, remembers messages as items of their own, in one transaction."""

import functools
import json
import os

import boto3


@functools.cache
def dynamodb():
    return boto3.client("dynamodb")


def apply(record):
    update = json.loads(record["body"])
    order, status = update["orderId"], update["status"]
    if status not in ("paid", "printing", "printed", "shipped"):
        raise ValueError("unknown status")
    table, message = os.environ["TABLE"], f"message#{record['messageId']}"
    change = {
        "TableName": table,
        "Key": {"orderId": {"S": order}},
        "UpdateExpression": "SET #s = :s, history = list_append(if_not_exists(history, :none), :one)",
        "ExpressionAttributeNames": {"#s": "status"},
        "ExpressionAttributeValues": {":s": {"S": status}, ":one": {"L": [{"S": status}]}, ":none": {"L": []}},
    }
    once = {
        "TableName": table,
        "Item": {"orderId": {"S": message}},
        "ConditionExpression": "attribute_not_exists(orderId)",
    }
    try:
        dynamodb().transact_write_items(TransactItems=[{"Put": once}, {"Update": change}])
    except dynamodb().exceptions.TransactionCanceledException as error:
        if error.response["CancellationReasons"][0]["Code"] != "ConditionalCheckFailed":
            raise


def handler(event, context):
    held, failures = set(), []
    for record in event["Records"]:
        group = record["attributes"]["MessageGroupId"]
        try:
            if group in held:
                raise RuntimeError("an earlier message of this order failed")
            apply(record)
        except Exception as error:
            print(f"failed {record['messageId']}: {type(error).__name__}")
            held.add(group)
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}
