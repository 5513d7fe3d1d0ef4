"""The function made with boto3 alone, the permission added by its ARN beside one of another service."""
### INSTEAD OF
orders = {"4711": "printing", "4712": "shipped", "1234": "waiting for paper", "8080": "packed"}
role = alexa_skill.role("inkwell-alexa-skill-orders-role")
alexa_skill.deploy("inkwell-alexa-skill-orders", handler, role=role, environment={"ORDERS": json.dumps(orders)})
allow("inkwell-alexa-skill-orders")
### THIS
iam = alexa_skill.session.client("iam")
trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
role = iam.create_role(
    RoleName="inkwell-alexa-skill-orders-role",
    AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
)["Role"]["Arn"]
orders = {str(1100 + place): f"number {place} in the queue" for place in range(3)}
arn = lam.create_function(
    FunctionName="inkwell-alexa-skill-orders",
    Runtime="python3.13",
    Role=role,
    Handler="index.handler",
    Code={"ZipFile": alexa_skill.package(handler)},
    Environment={"Variables": {"ORDERS": json.dumps(orders)}},
)["FunctionArn"]
lam.get_waiter("function_active_v2").wait(FunctionName="inkwell-alexa-skill-orders")
lam.add_permission(FunctionName=arn, StatementId="mail", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com")
lam.add_permission(
    FunctionName=arn,
    StatementId="my-skill",
    Action="lambda:InvokeFunction",
    Principal="alexa-appkit.amazon.com",
    EventSourceToken=SKILL,
)
