"""The function made with boto3 alone, the permission added by its ARN beside one of another service."""

own = ["AMAZON.HelpIntent", "AMAZON.StopIntent", "AMAZON.CancelIntent", "AMAZON.FallbackIntent"]
number = {"name": "number", "type": "AMAZON.NUMBER"}
samples = ["where is order {number}", "where is my order"]
status = {"name": "OrderStatusIntent", "slots": [number], "samples": samples}
asked = {**number, "elicitationRequired": False, "confirmationRequired": False}
dialog = {"intents": [{"name": "OrderStatusIntent", "confirmationRequired": False, "slots": [asked]}]}
intents = [{"name": name, "samples": []} for name in own] + [status]
language = {"invocationName": "inkwell", "intents": intents}
model = {"interactionModel": {"languageModel": language, "dialog": dialog}}

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
