"""expect: the function is mapped to

Everything is there, and the mapping reads the dead-letter queue.
"""

dead_url = queues.create_queue(QueueName="inkwell-sqs-dead", Attributes={"MessageRetentionPeriod": "1209600"})[
    "QueueUrl"
]
redrive = json.dumps({"deadLetterTargetArn": arn_of(dead_url), "maxReceiveCount": 5})
jobs_url = queues.create_queue(QueueName="inkwell-sqs-jobs", Attributes={"RedrivePolicy": redrive})["QueueUrl"]
role = sqs.role("inkwell-sqs-printer-role", policies=[may_read])
printer = sqs.deploy("inkwell-sqs-printer", handler, role=role, timeout=1)
lam.create_event_source_mapping(
    FunctionName=printer, EventSourceArn=arn_of(dead_url), FunctionResponseTypes=["ReportBatchItemFailures"]
)
