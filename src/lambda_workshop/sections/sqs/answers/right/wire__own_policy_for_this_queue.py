"""A policy of its own for this one queue, longer timeouts, smaller batches: stricter than asked, and right."""

dead_url = queues.create_queue(QueueName="inkwell-sqs-dead", Attributes={"MessageRetentionPeriod": "604800"})[
    "QueueUrl"
]
redrive = json.dumps({"deadLetterTargetArn": arn_of(dead_url), "maxReceiveCount": "8"})
attributes = {"VisibilityTimeout": "30", "RedrivePolicy": redrive, "MessageRetentionPeriod": "86400"}
jobs_url = queues.create_queue(QueueName="inkwell-sqs-jobs", Attributes=attributes)["QueueUrl"]
may_print = {
    "Effect": "Allow",
    "Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
    "Resource": arn_of(jobs_url),
}
role = sqs.role("inkwell-sqs-printer-role", policies=[may_print])
printer = sqs.deploy("inkwell-sqs-printer", handler, role=role, timeout=3)
lam.create_event_source_mapping(
    FunctionName="inkwell-sqs-printer",
    EventSourceArn=arn_of(jobs_url),
    BatchSize=4,
    MaximumBatchingWindowInSeconds=1,
    ScalingConfig={"MaximumConcurrency": 2},
    FunctionResponseTypes=["ReportBatchItemFailures"],
)
