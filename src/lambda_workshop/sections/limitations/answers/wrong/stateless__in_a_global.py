"""expect: environments come and go

The count in a global, by page.
"""
### INSTEAD OF
import boto3

table = boto3.resource("dynamodb").Table("inkwell-limitations-visits")


def count(event, context):
    answer = table.update_item(
        Key={"page": event["page"]},
        UpdateExpression="ADD visits :one",
        ExpressionAttributeValues={":one": 1},
        ReturnValues="UPDATED_NEW",
    )
    return {"page": event["page"], "visits": int(answer["Attributes"]["visits"])}
### THIS
visits = {}


def count(event, context):
    visits[event["page"]] = visits.get(event["page"], 0) + 1
    return {"page": event["page"], "visits": visits[event["page"]]}
