"""expect: between a read and a write another call may write

Reads, adds and writes back.
"""
### INSTEAD OF
import boto3
### THIS
import threading

import boto3
### INSTEAD OF
    answer = table.update_item(
        Key={"page": event["page"]},
        UpdateExpression="ADD visits :one",
        ExpressionAttributeValues={":one": 1},
        ReturnValues="UPDATED_NEW",
    )
    return {"page": event["page"], "visits": int(answer["Attributes"]["visits"])}
### THIS
    item = table.get_item(Key={"page": event["page"]}, ConsistentRead=True).get("Item", {})
    visits = int(item.get("visits", 0)) + 1
    threading.Event().wait(0.3)
    table.put_item(Item={"page": event["page"], "visits": visits})
    return {"page": event["page"], "visits": visits}
### INSTEAD OF
may_count = {"Action": "dynamodb:UpdateItem", "Resource": visits_arn}
### THIS
may_count = {"Action": ["dynamodb:UpdateItem", "dynamodb:GetItem", "dynamodb:PutItem"], "Resource": visits_arn}
