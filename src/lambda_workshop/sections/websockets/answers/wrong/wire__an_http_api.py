"""expect: `inkwell-websockets-orders` is an HTTP API

The other protocol of the same service.
"""
### INSTEAD OF
api = fresh_api("inkwell-websockets-orders", RouteSelectionExpression="$request.body.action")
### THIS
for old in gateway.get_apis()["Items"]:
    if old["Name"] == "inkwell-websockets-orders":
        gateway.delete_api(ApiId=old["ApiId"])
api = gateway.create_api(Name="inkwell-websockets-orders", ProtocolType="HTTP")["ApiId"]
### INSTEAD OF
for arn, keys in ((door_arn, ("$connect", "$disconnect")), (chat, ("say", "$default"))):
    made = gateway.create_integration(ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=uri_of(arn))
    for key in keys:
        gateway.create_route(ApiId=api, RouteKey=key, Target=f"integrations/{made['IntegrationId']}")
    allow(arn.split(":")[-1], api)
stage = gateway.create_stage(ApiId=api, StageName="prod", AutoDeploy=True)
### THIS
