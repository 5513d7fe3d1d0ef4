"""expect: names `no queue`

Both queues exist, and nothing leads from one to the other.
"""

dead_url = queues.create_queue(QueueName="inkwell-sqs-dead", Attributes={"MessageRetentionPeriod": "1209600"})[
    "QueueUrl"
]
jobs_url = queues.create_queue(QueueName="inkwell-sqs-jobs", Attributes={"VisibilityTimeout": "6"})["QueueUrl"]
role = sqs.role("inkwell-sqs-printer-role", policies=[may_read])
printer = sqs.deploy("inkwell-sqs-printer", handler, role=role, timeout=1)
lam.create_event_source_mapping(
    FunctionName=printer,
    EventSourceArn=arn_of(jobs_url),
    BatchSize=5,
    ScalingConfig={"MaximumConcurrency": 2},
    FunctionResponseTypes=["ReportBatchItemFailures"],
)
