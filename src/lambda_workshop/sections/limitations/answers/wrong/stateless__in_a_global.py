"""expect: environments come and go

The count in a global, by page.
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

SOURCE = """visits = {}


def count(event, context):
    visits[event["page"]] = visits.get(event["page"], 0) + 1
    return {"page": event["page"], "visits": visits[event["page"]]}
"""
deploying.deploy(
    limitations.cloud,
    "inkwell-limitations-counter",
    zip_of({"index.py": SOURCE}),
    handler="index.count",
    role_arn=counter_role,
)
