"""Keeps the loyalty points of Inkwell's customers. See README.md."""

import os

import boto3

### BEGIN SOLUTION
SIGNS = {"OrderPlaced": 1, "OrderCancelled": -1}
dynamodb = boto3.client("dynamodb")
### STARTER
# # Make the client here, once for each environment.
### END SOLUTION


def handler(event, context):
    """Add or take away the points of one order, once."""
    ### BEGIN SOLUTION
    sign = SIGNS.get(event["detail-type"])
    if event["source"] != "inkwell.orders" or sign is None:
        return
    table, detail = os.environ["TABLE"], event["detail"]
    seen = {
        "TableName": table,
        "Item": {"customer": {"S": f"event#{event['id']}"}},
        "ConditionExpression": "attribute_not_exists(customer)",
    }
    points = {
        "TableName": table,
        "Key": {"customer": {"S": detail["customer"]}},
        "UpdateExpression": "ADD points :points",
        "ExpressionAttributeValues": {":points": {"N": str(sign * (detail["cents"] // 100))}},
    }
    try:
        dynamodb.transact_write_items(TransactItems=[{"Put": seen}, {"Update": points}])
    except dynamodb.exceptions.TransactionCanceledException as error:
        # Only the first write has a condition. Two transactions at once are a conflict, and Lambda tries again.
        if error.response["CancellationReasons"][0]["Code"] != "ConditionalCheckFailed":
            raise
        print("counted before:", event["id"])
    ### STARTER
    # ...
    ### END SOLUTION
