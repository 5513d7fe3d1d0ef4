"""expect: the plan has no key `inkwell-rest-api-partner`

A key that is in no plan.
"""

shop = rest_api.deploy("inkwell-rest-api-shop", handler, role=role)
api, root = fresh_api("inkwell-rest-api-orders")
guard = gateway.create_authorizer(
    restApiId=api,
    name="door",
    type="TOKEN",
    authorizerUri=invoke(door_arn),
    identitySource="method.request.header.Authorization",
)["id"]
for name in ("inkwell-rest-api-shop", "inkwell-rest-api-door"):
    granted = lam.add_permission(
        FunctionName=name,
        StatementId=f"api-{api}",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:us-east-1:{account}:{api}/*",
    )


def child(parent, part):
    return gateway.create_resource(restApiId=api, parentId=parent, pathPart=part)["id"]


prices, orders = child(child(root, "prices"), "{paper}"), child(root, "orders")
key_needed = {"authorizationType": "NONE", "apiKeyRequired": True}
token_needed = {"authorizationType": "CUSTOM", "authorizerId": guard}
for resource, verb, needs in ((prices, "GET", key_needed), (orders, "POST", token_needed)):
    where = {"restApiId": api, "resourceId": resource, "httpMethod": verb}
    gateway.put_method(**where, **needs)
    gateway.put_integration(**where, type="AWS_PROXY", integrationHttpMethod="POST", uri=invoke(shop))
allow_pages(api, orders)
deployment = gateway.create_deployment(restApiId=api, stageName="prod")

plan = gateway.create_usage_plan(
    name="inkwell-rest-api-partners",
    apiStages=[{"apiId": api, "stage": "prod"}],
    throttle={"rateLimit": 20, "burstLimit": 40},
)["id"]
key = gateway.create_api_key(name="inkwell-rest-api-partner", enabled=True)["id"]
