"""expect: between a read and a write another call may write

Reads, adds and writes back.
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
counter_role = limitations.role("inkwell-limitations-counter-role", policies=[may_count])

SOURCE = """import threading

import boto3

table = boto3.resource("dynamodb").Table("inkwell-limitations-visits")


def count(event, context):
    item = table.get_item(Key={"page": event["page"]}, ConsistentRead=True).get("Item", {})
    visits = int(item.get("visits", 0)) + 1
    threading.Event().wait(0.3)
    table.put_item(Item={"page": event["page"], "visits": visits})
    return {"page": event["page"], "visits": visits}
"""
deploying.deploy(
    limitations.cloud,
    "inkwell-limitations-counter",
    zip_of({"index.py": SOURCE}),
    handler="index.count",
    role_arn=counter_role,
)
