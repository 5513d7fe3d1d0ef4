"""One statement for each route, as the console makes them, and a second stage."""
### INSTEAD OF
granted = lam.add_permission(
    FunctionName="inkwell-http-api-shop",
    StatementId=f"api-{api}",
    Action="lambda:InvokeFunction",
    Principal="apigateway.amazonaws.com",
    SourceArn=f"arn:aws:execute-api:us-east-1:{account}:{api}/*",
)
### THIS
for number, path in enumerate(("GET/prices/{paper}", "POST/orders", "GET/me")):
    lam.add_permission(
        FunctionName="inkwell-http-api-shop",
        StatementId=f"api-{api}-{number}",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:us-east-1:{account}:{api}/*/{path}",
    )
### INSTEAD OF
integration = gateway.create_integration(
    ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=shop, PayloadFormatVersion="2.0"
### THIS
invocations = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{shop}/invocations"
integration = gateway.create_integration(
    ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=invocations, PayloadFormatVersion="2.0"
### INSTEAD OF
route = gateway.create_route(ApiId=api, RouteKey="GET /me", Target=target, **signed_in)
### THIS
route = gateway.create_route(ApiId=api, RouteKey="GET /me", Target=target, **signed_in)
gateway.create_stage(ApiId=api, StageName="test", AutoDeploy=True)
