"""expect: AWS would refuse it: the role may not `sqs:SendMessage`

The emulator sends the record: AWS would not.
"""

failed_url = queues.create_queue(QueueName="inkwell-direct-failed")["QueueUrl"]
failed = queues.get_queue_attributes(QueueUrl=failed_url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
pricer_role = direct.role("inkwell-direct-pricer-role", policies=[{"Action": "sqs:ReceiveMessage", "Resource": failed}])
direct.deploy("inkwell-direct-pricer", handler, role=pricer_role)
version = lam.publish_version(FunctionName="inkwell-direct-pricer")["Version"]
live = lam.create_alias(FunctionName="inkwell-direct-pricer", Name="live", FunctionVersion=version)["AliasArn"]
direct.role("inkwell-direct-shop-role", policies=[{"Action": "lambda:InvokeFunction", "Resource": live}])
for called in ("live", version):
    lam.put_function_event_invoke_config(
        FunctionName="inkwell-direct-pricer",
        Qualifier=called,
        MaximumRetryAttempts=0,
        MaximumEventAgeInSeconds=300,
        DestinationConfig={"OnFailure": {"Destination": failed}},
    )
