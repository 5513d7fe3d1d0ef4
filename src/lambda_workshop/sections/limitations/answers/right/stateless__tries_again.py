"""Optimistic locking: reads, writes on a condition, and tries again until it holds."""
### INSTEAD OF
import boto3
### THIS
import boto3
from boto3.dynamodb.conditions import Attr
### INSTEAD OF
    answer = table.update_item(
        Key={"page": event["page"]},
        UpdateExpression="ADD visits :one",
        ExpressionAttributeValues={":one": 1},
        ReturnValues="UPDATED_NEW",
    )
    return {"page": event["page"], "visits": int(answer["Attributes"]["visits"])}
### THIS
    while True:
        item = table.get_item(Key={"page": event["page"]}, ConsistentRead=True).get("Item", {})
        visits = int(item.get("visits", 0))
        condition = Attr("visits").eq(visits) if visits else Attr("visits").not_exists()
        try:
            table.put_item(Item={"page": event["page"], "visits": visits + 1}, ConditionExpression=condition)
        except table.meta.client.exceptions.ConditionalCheckFailedException:
            continue
        return {"page": event["page"], "visits": visits + 1}
### INSTEAD OF
may_count = {"Action": "dynamodb:UpdateItem", "Resource": visits_arn}
### THIS
may_count = {"Action": ["dynamodb:UpdateItem", "dynamodb:GetItem", "dynamodb:PutItem"], "Resource": visits_arn}
