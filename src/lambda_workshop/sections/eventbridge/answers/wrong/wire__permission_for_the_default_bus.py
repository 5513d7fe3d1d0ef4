"""expect: AWS would refuse it

The rule's ARN without its bus.
"""

import linecache

source = """def packer(event, context):
    print(f"pack {event['order']}, first {event['first']}")
"""
linecache.cache["<packer>"] = (len(source), None, source.splitlines(keepends=True), "<packer>")
exec(compile(source, "<packer>", "exec"))

packer_arn = eventbridge.deploy("inkwell-bus-packer", packer, role=eventbridge.role("inkwell-bus-packer-role"))
bus_named("inkwell-bus")
large = {
    "source": ["inkwell.orders"],
    "detail-type": ["OrderPlaced"],
    "detail": {"cents": [{"numeric": [">=", 10000]}], "customer": [{"anything-but": {"prefix": "test-"}}]},
}
name = "inkwell-bus-large-orders"
large_arn = events.put_rule(Name=name, EventBusName="inkwell-bus", EventPattern=json.dumps(large))["RuleArn"]
allow("inkwell-bus-packer", large_arn.replace("rule/inkwell-bus/", "rule/"))

sqs = eventbridge.session.client("sqs")
queue_url = sqs.create_queue(QueueName="inkwell-bus-dead")["QueueUrl"]
queue_arn = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
statement = {
    "Effect": "Allow",
    "Principal": {"Service": "events.amazonaws.com"},
    "Action": "sqs:SendMessage",
    "Resource": queue_arn,
    "Condition": {"ArnEquals": {"aws:SourceArn": large_arn}},
}
sqs.set_queue_attributes(
    QueueUrl=queue_url, Attributes={"Policy": json.dumps({"Version": "2012-10-17", "Statement": [statement]})}
)
transformer = {
    "InputPathsMap": {"order": "$.detail.orderId", "first": "$.detail.items[0].sku"},
    "InputTemplate": '{"order": <order>, "first": <first>}',
}
target = {"Id": "packer", "Arn": packer_arn, "DeadLetterConfig": {"Arn": queue_arn}, "InputTransformer": transformer}
events.put_targets(Rule=name, EventBusName="inkwell-bus", Targets=[target])
