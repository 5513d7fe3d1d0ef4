"""Keeps the letters of thanks. See README.md."""

import json
import os

import boto3

dynamodb = boto3.client("dynamodb")


def handler(event, context):
    """Keep one letter for the order of this message."""
    message = event["Records"][0]["Sns"]
    number = message["MessageId"]
    try:
        order = json.loads(message["Message"])
        wanted = {"order": {"S": order["orderId"]}, "cents": {"N": str(order["cents"])}}
    except (ValueError, KeyError, TypeError):
        raise ValueError(f"message {number} is no order") from None
    language = message["MessageAttributes"].get("language", {}).get("Value", "de")
    try:
        dynamodb.put_item(
            TableName=os.environ["TABLE"],
            Item={"message": {"S": number}, "language": {"S": language}, **wanted},
            ConditionExpression="attribute_not_exists(message)",
        )
    except dynamodb.exceptions.ConditionalCheckFailedException:
        print("written before:", number)
