"""expect: its customers know its address: mend it, do not replace it

A new API of the same name, with a function that works.
"""
### ADD
[old] = [item for item in gateway.get_apis()["Items"] if item["Name"] == "inkwell-websockets-debug"]
gateway.delete_api(ApiId=old["ApiId"])
new = gateway.create_api(
    Name="inkwell-websockets-debug", ProtocolType="WEBSOCKET", RouteSelectionExpression="$request.body.action"
)["ApiId"]
arn = lam.get_function_configuration(FunctionName=name)["FunctionArn"]
made = gateway.create_integration(ApiId=new, IntegrationType="AWS_PROXY", IntegrationUri=uri_of(arn))
for key in ("$connect", "$disconnect", "$default", "say"):
    gateway.create_route(ApiId=new, RouteKey=key, Target=f"integrations/{made['IntegrationId']}")
gateway.create_stage(ApiId=new, StageName="prod", AutoDeploy=True)
allow(name, new)
