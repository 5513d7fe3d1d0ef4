"""expect: there is no alias `live`

Calls the function itself.
"""

failed_url = queues.create_queue(QueueName="inkwell-direct-failed")["QueueUrl"]
failed = queues.get_queue_attributes(QueueUrl=failed_url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
pricer_role = direct.role("inkwell-direct-pricer-role", policies=[{"Action": "sqs:SendMessage", "Resource": failed}])
direct.deploy("inkwell-direct-pricer", handler, role=pricer_role)
