"""One more route, a time-out for each integration, and a right for every stage."""

api = fresh_api("inkwell-websockets-orders", RouteSelectionExpression="$request.body.action")
may_read = {
    "Action": ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:DeleteItem"],
    "Resource": [table_arn, f"{table_arn}/index/*"],
}
may_post = {
    "Action": "execute-api:ManageConnections",
    "Resource": f"arn:aws:execute-api:us-east-1:{account}:{api}/*/*/@connections/*",
}
role = websockets.role("inkwell-websockets-chat-role", policies=[may_read, may_post])
chat = websockets.deploy("inkwell-websockets-chat", handler, role=role, environment={"TABLE": table})
for arn, keys in ((door_arn, ("$connect", "$disconnect")), (chat, ("say", "$default", "typing"))):
    # Every route waits for five seconds at most.
    made = gateway.create_integration(
        ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=uri_of(arn), TimeoutInMillis=5000
    )
    for key in keys:
        gateway.create_route(ApiId=api, RouteKey=key, Target=f"integrations/{made['IntegrationId']}")
    allow(arn.split(":")[-1], api)
gateway.create_stage(ApiId=api, StageName="prod", AutoDeploy=True)
forget = {"Enabled": True, "AttributeName": "expires"}
tables.update_time_to_live(TableName=table, TimeToLiveSpecification=forget)
