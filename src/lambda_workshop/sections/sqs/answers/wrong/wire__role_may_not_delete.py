"""expect: does not allow sqs:DeleteMessage, sqs:GetQueueAttributes

The right to receive alone: every job would come back for ever.
"""
### ADD
sqs.role("inkwell-sqs-printer-role", policies=[{"Action": "sqs:ReceiveMessage", "Resource": arn_of(jobs_url)}])
