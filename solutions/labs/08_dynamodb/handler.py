"""Keeps the revenue, and counts each change once. See README.md."""

import os

import boto3

dynamodb = boto3.client("dynamodb")


def handler(event, context):
    """Count every change of this batch, each once."""
    for record in event["Records"]:
        change = record["dynamodb"]
        try:
            added = cents(change.get("NewImage")) - cents(change.get("OldImage"))
        except (KeyError, ValueError):
            return {"batchItemFailures": [{"itemIdentifier": change["SequenceNumber"]}]}
        if added:
            count(record["eventID"], added)
    return {"batchItemFailures": []}


def cents(image):
    """What an image counts; nothing when there is none."""
    return int((image or {}).get("cents", {"N": "0"})["N"])


def count(number, added):
    """Add this to the total, unless the change was counted before."""
    table = os.environ["TABLE"]
    seen = {
        "TableName": table,
        "Item": {"name": {"S": f"event#{number}"}},
        "ConditionExpression": "attribute_not_exists(#name)",
        "ExpressionAttributeNames": {"#name": "name"},
    }
    total = {
        "TableName": table,
        "Key": {"name": {"S": "total"}},
        "UpdateExpression": "ADD cents :added",
        "ExpressionAttributeValues": {":added": {"N": str(added)}},
    }
    try:
        dynamodb.transact_write_items(TransactItems=[{"Put": seen}, {"Update": total}])
    except dynamodb.exceptions.TransactionCanceledException as error:
        if error.response["CancellationReasons"][0]["Code"] != "ConditionalCheckFailed":
            raise
