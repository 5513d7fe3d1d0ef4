"""expect: the role may not `dynamodb:UpdateItem`

The role may write logs.
"""

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
counter_role = limitations.role("inkwell-limitations-counter-role", policies=[])

SOURCE = """import boto3

table = boto3.resource("dynamodb").Table("inkwell-limitations-visits")


def count(event, context):
    answer = table.update_item(
        Key={"page": event["page"]},
        UpdateExpression="ADD visits :one",
        ExpressionAttributeValues={":one": 1},
        ReturnValues="UPDATED_NEW",
    )
    return {"page": event["page"], "visits": int(answer["Attributes"]["visits"])}
"""
deploying.deploy(
    limitations.cloud,
    "inkwell-limitations-counter",
    zip_of({"index.py": SOURCE}),
    handler="index.count",
    role_arn=counter_role,
)
