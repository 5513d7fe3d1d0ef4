"""expect: it is called for every order

No filter: the code would have to decide.
"""

import linecache

source = """def invoice(event, context):
    import json

    placed = json.loads(event["Records"][0]["Sns"]["Message"])
    print("invoice", placed["orderId"], placed["cents"])


def loyalty(event, context):
    import json

    placed = json.loads(event["Records"][0]["Sns"]["Message"])
    print("points", placed["orderId"], placed["cents"])
"""
linecache.cache["<listeners>"] = (len(source), None, source.splitlines(keepends=True), "<listeners>")
exec(compile(source, "<listeners>", "exec"))

orders = sns_client.create_topic(Name="inkwell-sns-orders")["TopicArn"]
role = sns.role("inkwell-sns-role")
invoice_arn = sns.deploy("inkwell-sns-invoice", invoice, role=role)
loyalty_arn = sns.deploy("inkwell-sns-loyalty", loyalty, role=role)
allow("inkwell-sns-invoice", orders)
allow("inkwell-sns-loyalty", orders)
sns_client.subscribe(TopicArn=orders, Protocol="lambda", Endpoint=invoice_arn)

sqs = sns.session.client("sqs")
queue_url = sqs.create_queue(QueueName="inkwell-sns-dead")["QueueUrl"]
queue_arn = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
statement = {
    "Effect": "Allow",
    "Principal": {"Service": "sns.amazonaws.com"},
    "Action": "sqs:SendMessage",
    "Resource": queue_arn,
    "Condition": {"ArnEquals": {"aws:SourceArn": orders}},
}
sqs.set_queue_attributes(
    QueueUrl=queue_url, Attributes={"Policy": json.dumps({"Version": "2012-10-17", "Statement": [statement]})}
)
settings = {
    "RedrivePolicy": json.dumps({"deadLetterTargetArn": queue_arn}),
}
sns_client.subscribe(TopicArn=orders, Protocol="lambda", Endpoint=loyalty_arn, Attributes=settings)
