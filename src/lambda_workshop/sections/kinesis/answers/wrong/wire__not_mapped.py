"""expect: the function has 0 event source mappings

Everything but the mapping.
"""

import linecache

source = """def counter(event, context):
    import base64
    import json

    import boto3

    table = boto3.client("dynamodb")
    for record in event["Records"]:
        try:
            page = json.loads(base64.b64decode(record["kinesis"]["data"]))["page"]
        except (ValueError, KeyError, TypeError):
            return {"batchItemFailures": [{"itemIdentifier": record["kinesis"]["sequenceNumber"]}]}
        table.update_item(
            TableName="inkwell-kinesis-pages",
            Key={"page": {"S": page}},
            UpdateExpression="ADD #views :one",
            ExpressionAttributeNames={"#views": "views"},
            ExpressionAttributeValues={":one": {"N": "1"}},
        )
    return {"batchItemFailures": []}
"""
linecache.cache["<counter>"] = (len(source), None, source.splitlines(keepends=True), "<counter>")
exec(compile(source, "<counter>", "exec"))

views = stream_named("inkwell-kinesis-views")
tables, sqs = kinesis.session.client("dynamodb"), kinesis.session.client("sqs")
tables.create_table(
    TableName="inkwell-kinesis-pages",
    BillingMode="PAY_PER_REQUEST",
    KeySchema=[{"AttributeName": "page", "KeyType": "HASH"}],
    AttributeDefinitions=[{"AttributeName": "page", "AttributeType": "S"}],
)
pages = tables.describe_table(TableName="inkwell-kinesis-pages")["Table"]["TableArn"]
queue_url = sqs.create_queue(QueueName="inkwell-kinesis-failed")["QueueUrl"]
failed = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
own = [{"Action": "dynamodb:UpdateItem", "Resource": pages}, {"Action": "sqs:SendMessage", "Resource": failed}]
counter_role = kinesis.role("inkwell-kinesis-counter-role", policies=[READS, *own])
kinesis.deploy("inkwell-kinesis-counter", counter, role=counter_role, timeout=10)
