"""expect: `live` has no settings for events; the function without the alias has some

The settings belong to $LATEST, and the alias is called.
"""

failed_url = queues.create_queue(QueueName="inkwell-direct-failed")["QueueUrl"]
failed = queues.get_queue_attributes(QueueUrl=failed_url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
pricer_role = direct.role("inkwell-direct-pricer-role", policies=[{"Action": "sqs:SendMessage", "Resource": failed}])
direct.deploy("inkwell-direct-pricer", handler, role=pricer_role)
version = lam.publish_version(FunctionName="inkwell-direct-pricer")["Version"]
live = lam.create_alias(FunctionName="inkwell-direct-pricer", Name="live", FunctionVersion=version)["AliasArn"]
direct.role("inkwell-direct-shop-role", policies=[{"Action": "lambda:InvokeFunction", "Resource": live}])
lam.put_function_event_invoke_config(
    FunctionName="inkwell-direct-pricer",
    MaximumRetryAttempts=0,
    MaximumEventAgeInSeconds=300,
    DestinationConfig={"OnFailure": {"Destination": failed}},
)
