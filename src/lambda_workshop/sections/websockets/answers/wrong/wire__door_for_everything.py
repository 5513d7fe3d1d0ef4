"""expect: `say` leads to `arn:aws:lambda

All routes to the door.
"""

api = fresh_api("inkwell-websockets-orders", RouteSelectionExpression="$request.body.action")
may_read = {
    "Action": ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:DeleteItem"],
    "Resource": [table_arn, f"{table_arn}/index/by-order"],
}
may_post = {
    "Action": "execute-api:ManageConnections",
    "Resource": f"arn:aws:execute-api:us-east-1:{account}:{api}/prod/POST/@connections/*",
}
role = websockets.role("inkwell-websockets-chat-role", policies=[may_read, may_post])
chat = websockets.deploy("inkwell-websockets-chat", handler, role=role, environment={"TABLE": table})
made = gateway.create_integration(ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=uri_of(door_arn))
for key in ("$connect", "$disconnect", "say", "$default"):
    gateway.create_route(ApiId=api, RouteKey=key, Target=f"integrations/{made['IntegrationId']}")
for name in ("inkwell-websockets-door", "inkwell-websockets-chat"):
    allow(name, api)
gateway.create_stage(ApiId=api, StageName="prod", AutoDeploy=True)
forget = {"Enabled": True, "AttributeName": "expires"}
tables.update_time_to_live(TableName=table, TimeToLiveSpecification=forget)
