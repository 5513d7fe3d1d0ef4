"""expect: there is no route `$disconnect`

Nobody is ever forgotten at the door.
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
for arn, keys in ((door_arn, ("$connect",)), (chat, ("say", "$default"))):
    made = gateway.create_integration(ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=uri_of(arn))
    for key in keys:
        gateway.create_route(ApiId=api, RouteKey=key, Target=f"integrations/{made['IntegrationId']}")
    allow(arn.split(":")[-1], api)
gateway.create_stage(ApiId=api, StageName="prod", AutoDeploy=True)
forget = {"Enabled": True, "AttributeName": "expires"}
tables.update_time_to_live(TableName=table, TimeToLiveSpecification=forget)
