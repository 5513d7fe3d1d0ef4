"""An integration and a permission for each route, wider rights of its own role, all with boto3 alone."""

api = gateway.create_api(
    Name="inkwell-websockets-orders", ProtocolType="WEBSOCKET", RouteSelectionExpression="${request.body.action}"
)["ApiId"]
iam = websockets.session.client("iam")
trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
role = iam.create_role(
    RoleName="inkwell-websockets-chat-own",
    AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
)["Role"]["Arn"]
rights = [
    {"Effect": "Allow", "Action": "execute-api:ManageConnections", "Resource": f"arn:aws:execute-api:*:*:{api}/*"},
    {"Effect": "Allow", "Action": "dynamodb:*", "Resource": f"{table_arn}*"},
]
iam.put_role_policy(
    RoleName="inkwell-websockets-chat-own",
    PolicyName="chat",
    PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": rights}),
)
chat = lam.create_function(
    FunctionName="inkwell-websockets-chat",
    Runtime="python3.13",
    Role=role,
    Handler="index.handler",
    Code={"ZipFile": websockets.package(handler)},
    Timeout=10,
    Environment={"Variables": {"TABLE": table}},
)["FunctionArn"]
lam.get_waiter("function_active_v2").wait(FunctionName="inkwell-websockets-chat")
stage = gateway.create_stage(ApiId=api, StageName="prod", AutoDeploy=True)
for number, (key, arn) in enumerate(
    {"$connect": door_arn, "$disconnect": door_arn, "say": chat, "$default": chat}.items()
):
    made = gateway.create_integration(ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=uri_of(arn))
    gateway.create_route(ApiId=api, RouteKey=key, Target=f"integrations/{made['IntegrationId']}")
    lam.add_permission(
        FunctionName=arn,
        StatementId=f"{api}-{number}",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:us-east-1:{account}:{api}/prod/{key}",
    )
tables.update_time_to_live(TableName=table, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"})
