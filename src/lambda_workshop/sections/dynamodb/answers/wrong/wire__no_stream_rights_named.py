"""expect: the role may not `dynamodb:UpdateItem`

The role may read, and not write.
"""

import linecache

source = """def adder(event, context):
    import boto3

    table = boto3.client("dynamodb")
    for record in event["Records"]:
        amount = record["dynamodb"]["NewImage"]["cents"]["N"]
        table.update_item(
            TableName="inkwell-dynamodb-revenue",
            Key={"name": {"S": "total"}},
            UpdateExpression="ADD cents :amount",
            ExpressionAttributeValues={":amount": {"N": amount}},
        )
        print("added", amount)
"""
linecache.cache["<adder>"] = (len(source), None, source.splitlines(keepends=True), "<adder>")
exec(compile(source, "<adder>", "exec"))

orders = table_named("inkwell-dynamodb-orders", "orderId", StreamSpecification=both)
revenue = table_named("inkwell-dynamodb-revenue", "name")
writes = {"Action": "dynamodb:UpdateItem", "Resource": revenue["TableArn"]}
adder_role = dynamodb.role("inkwell-dynamodb-revenue-role", policies=[READS])
dynamodb.deploy("inkwell-dynamodb-revenue", adder, role=adder_role, timeout=10)
pattern = {"eventName": ["INSERT"], "dynamodb": {"NewImage": {"status": {"S": ["placed"]}}}}
map_once(
    "inkwell-dynamodb-revenue",
    orders["LatestStreamArn"],
    StartingPosition="TRIM_HORIZON",
    MaximumRetryAttempts=2,
    FilterCriteria={"Filters": [{"Pattern": json.dumps(pattern)}]},
)
