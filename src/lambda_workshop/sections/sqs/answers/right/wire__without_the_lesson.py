"""The function made with boto3 alone, and the mapping brought into shape after it was created."""

dead_url = queues.create_queue(QueueName="inkwell-sqs-dead", Attributes={"MessageRetentionPeriod": "1209600"})[
    "QueueUrl"
]
redrive = json.dumps({"deadLetterTargetArn": arn_of(dead_url), "maxReceiveCount": 5})
jobs_url = queues.create_queue(QueueName="inkwell-sqs-jobs")["QueueUrl"]
queues.set_queue_attributes(QueueUrl=jobs_url, Attributes={"RedrivePolicy": redrive})

iam = sqs.session.client("iam")
trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
role = iam.create_role(RoleName="inkwell-sqs-printer-role", AssumeRolePolicyDocument=document)["Role"]["Arn"]
iam.attach_role_policy(RoleName="inkwell-sqs-printer-role", PolicyArn=may_read)
lam.create_function(
    FunctionName="inkwell-sqs-printer",
    Runtime="python3.13",
    Role=role,
    Handler="index.handler",
    Code={"ZipFile": sqs.package(handler)},
    Timeout=5,
)
lam.get_waiter("function_active_v2").wait(FunctionName="inkwell-sqs-printer")
created = lam.create_event_source_mapping(FunctionName="inkwell-sqs-printer", EventSourceArn=arn_of(jobs_url))
lam.update_event_source_mapping(
    UUID=created["UUID"],
    BatchSize=5,
    ScalingConfig={"MaximumConcurrency": 2},
    FunctionResponseTypes=["ReportBatchItemFailures"],
)
