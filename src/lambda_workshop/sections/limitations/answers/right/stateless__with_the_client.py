"""The plain client, and SET with if_not_exists."""

from lambda_workshop.cloud import deploying
from lambda_workshop.cloud.functions import zip_of

dynamodb = limitations.session.client("dynamodb")
try:
    dynamodb.create_table(
        TableName="inkwell-limitations-visits",
        KeySchema=[{"AttributeName": "page", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "page", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
except dynamodb.exceptions.ResourceInUseException:
    pass
visits_arn = dynamodb.describe_table(TableName="inkwell-limitations-visits")["Table"]["TableArn"]
may_count = {"Action": ["dynamodb:UpdateItem", "dynamodb:GetItem", "dynamodb:PutItem"], "Resource": visits_arn}
counter_role = limitations.role("inkwell-limitations-counter-role", policies=[may_count])

SOURCE = """import boto3

dynamodb = boto3.client("dynamodb")


def count(event, context):
    answer = dynamodb.update_item(
        TableName="inkwell-limitations-visits",
        Key={"page": {"S": event["page"]}},
        UpdateExpression="SET visits = if_not_exists(visits, :none) + :one",
        ExpressionAttributeValues={":none": {"N": "0"}, ":one": {"N": "1"}},
        ReturnValues="ALL_NEW",
    )
    return {"page": event["page"], "visits": int(answer["Attributes"]["visits"]["N"])}
"""
deploying.deploy(
    limitations.cloud,
    "inkwell-limitations-counter",
    zip_of({"index.py": SOURCE}),
    handler="index.count",
    role_arn=counter_role,
)
