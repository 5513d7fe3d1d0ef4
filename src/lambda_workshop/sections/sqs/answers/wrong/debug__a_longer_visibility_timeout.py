"""expect: called with a poison job, it still fails

Blames the time-out, and makes everything slower.
"""

cause = "a"
url = queues.get_queue_url(QueueName="inkwell-sqs-debug")["QueueUrl"]
queues.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "60"})
