"""Keeps the climate book. See README.md."""

import os

import boto3

### BEGIN SOLUTION
dynamodb = boto3.client("dynamodb")
### STARTER
# # Make the client here, once for each environment.
### END SOLUTION


def handler(event, context):
    """Write the reading into the book, unless a newer one is there."""
    ### BEGIN SOLUTION
    try:
        printer = {"S": event["printer"]}
        values = {":celsius": {"N": str(float(event["celsius"]))}, ":received": {"N": str(int(event["received"]))}}
    except (KeyError, TypeError, ValueError):
        raise ValueError("this is no reading") from None
    try:
        dynamodb.update_item(
            TableName=os.environ["TABLE"],
            Key={"printer": printer},
            UpdateExpression="SET celsius = :celsius, received = :received",
            ConditionExpression="attribute_not_exists(received) OR received < :received",
            ExpressionAttributeValues=values,
        )
    except dynamodb.exceptions.ConditionalCheckFailedException:
        print("an older or a repeated reading:", event["printer"])
    ### STARTER
    # ...
    ### END SOLUTION
