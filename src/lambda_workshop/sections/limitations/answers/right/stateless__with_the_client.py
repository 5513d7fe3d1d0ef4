"""The plain client, and SET with if_not_exists."""
### INSTEAD OF
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
pages = boto3.client("dynamodb")


def count(event, context):
    answer = pages.update_item(
        TableName="inkwell-limitations-visits",
        Key={"page": {"S": event["page"]}},
        UpdateExpression="SET visits = if_not_exists(visits, :none) + :one",
        ExpressionAttributeValues={":none": {"N": "0"}, ":one": {"N": "1"}},
        ReturnValues="ALL_NEW",
    )
    return {"page": event["page"], "visits": int(answer["Attributes"]["visits"]["N"])}
