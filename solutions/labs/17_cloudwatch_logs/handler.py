"""Keeps the tally of failed payments. See README.md."""

import base64
import gzip
import json
import os

import boto3

dynamodb = boto3.client("dynamodb")


def handler(event, context):
    """Count the lines of this event, each once."""
    inside = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    if inside["messageType"] != "DATA_MESSAGE":
        return
    for item in inside["logEvents"]:
        try:
            reason = json.loads(item["message"])["status"]
        except (ValueError, KeyError, TypeError):
            reason = "unreadable"
        if reason != "taken":
            count(reason, item["id"])


def count(reason, number):
    """One more of this reason, unless this line was counted before."""
    table = os.environ["TABLE"]
    line = {
        "TableName": table,
        "Item": {"reason": {"S": f"line#{number}"}},
        "ConditionExpression": "attribute_not_exists(reason)",
    }
    tally = {
        "TableName": table,
        "Key": {"reason": {"S": reason}},
        "UpdateExpression": "ADD #count :one",
        "ExpressionAttributeNames": {"#count": "count"},
        "ExpressionAttributeValues": {":one": {"N": "1"}},
    }
    try:
        dynamodb.transact_write_items(TransactItems=[{"Put": line}, {"Update": tally}])
    except dynamodb.exceptions.TransactionCanceledException as error:
        if error.response["CancellationReasons"][0]["Code"] != "ConditionalCheckFailed":
            raise
