"""Keeps the book of incidents. See README.md."""

import os

import boto3

### BEGIN SOLUTION
STATUS = {"ALARM": "open", "OK": "closed"}
dynamodb = boto3.client("dynamodb")
### STARTER
# # Make the client here, once for each environment.
### END SOLUTION


def handler(event, context):
    """Open or close the incident of one alarm."""
    ### BEGIN SOLUTION
    if "alarmData" not in event:
        raise ValueError("this is no event of an alarm")
    data = event["alarmData"]
    state = data["state"]
    if state["value"] not in STATUS:
        return
    values = {"status": STATUS[state["value"]], "since": state["timestamp"], "reason": state["reason"]}
    try:
        dynamodb.update_item(
            TableName=os.environ["TABLE"],
            Key={"alarm": {"S": data["alarmName"]}},
            UpdateExpression="SET #status = :status, since = :since, reason = :reason",
            ConditionExpression="attribute_not_exists(since) OR since < :since",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues={f":{name}": {"S": value} for name, value in values.items()},
        )
    except dynamodb.exceptions.ConditionalCheckFailedException:
        print("an older or a repeated event:", data["alarmName"])
    ### STARTER
    # ...
    ### END SOLUTION
