"""Counts page views, each once. See README.md."""

import base64
import json
import os

import boto3

### BEGIN SOLUTION
dynamodb = boto3.client("dynamodb")
### STARTER
# # Make the client here, once for each environment.
### END SOLUTION


def handler(event, context):
    """Count every view of this batch, each once."""
    ### BEGIN SOLUTION
    for record in event["Records"]:
        try:
            view = json.loads(base64.b64decode(record["kinesis"]["data"]))
            page, ms = view["page"], int(view["ms"])
        except (ValueError, KeyError, TypeError):
            return {"batchItemFailures": [{"itemIdentifier": record["kinesis"]["sequenceNumber"]}]}
        count(record["eventID"], page, ms)
    return {"batchItemFailures": []}
    ### STARTER
    # ...
    ### END SOLUTION


### BEGIN SOLUTION
def count(number, page, ms):
    """One view more, unless this record was counted before."""
    table = os.environ["TABLE"]
    seen = {
        "TableName": table,
        "Item": {"page": {"S": f"event#{number}"}},
        "ConditionExpression": "attribute_not_exists(page)",
    }
    counts = {
        "TableName": table,
        "Key": {"page": {"S": page}},
        "UpdateExpression": "ADD #views :one, ms :ms",
        "ExpressionAttributeNames": {"#views": "views"},
        "ExpressionAttributeValues": {":one": {"N": "1"}, ":ms": {"N": str(ms)}},
    }
    try:
        dynamodb.transact_write_items(TransactItems=[{"Put": seen}, {"Update": counts}])
    except dynamodb.exceptions.TransactionCanceledException as error:
        if error.response["CancellationReasons"][0]["Code"] != "ConditionalCheckFailed":
            raise


### STARTER
# # Helper functions, if you like.
### END SOLUTION
