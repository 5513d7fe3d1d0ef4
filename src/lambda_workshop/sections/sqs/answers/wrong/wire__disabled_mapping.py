"""expect: the mapping is Disabled

Switched off, as after a first try.
"""

dead_url = queues.create_queue(QueueName="inkwell-sqs-dead", Attributes={"MessageRetentionPeriod": "1209600"})[
    "QueueUrl"
]
redrive = json.dumps({"deadLetterTargetArn": arn_of(dead_url), "maxReceiveCount": 5})
attributes = {"VisibilityTimeout": "6", "RedrivePolicy": redrive}
jobs_url = queues.create_queue(QueueName="inkwell-sqs-jobs", Attributes=attributes)["QueueUrl"]
role = sqs.role("inkwell-sqs-printer-role", policies=[may_read])
printer = sqs.deploy("inkwell-sqs-printer", handler, role=role, timeout=1)
lam.create_event_source_mapping(
    FunctionName=printer,
    EventSourceArn=arn_of(jobs_url),
    BatchSize=5,
    ScalingConfig={"MaximumConcurrency": 2},
    FunctionResponseTypes=["ReportBatchItemFailures"],
    Enabled=False,
)
