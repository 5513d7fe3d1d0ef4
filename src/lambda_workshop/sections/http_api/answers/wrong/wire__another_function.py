"""expect: leads to

The routes lead to the function of the worked example.
"""

shop = http_api.deploy("inkwell-http-api-shop", handler, role=http_api.role("inkwell-http-api-shop-role"))
api = fresh_api(
    "inkwell-http-api-orders",
    CorsConfiguration={
        "AllowOrigins": ["https://inkwell.example"],
        "AllowMethods": ["GET", "POST"],
        "AllowHeaders": ["authorization", "content-type", "idempotency-key"],
    },
)
lam.add_permission(
    FunctionName="inkwell-http-api-shop",
    StatementId=f"api-{api}",
    Action="lambda:InvokeFunction",
    Principal="apigateway.amazonaws.com",
    SourceArn=f"arn:aws:execute-api:us-east-1:{account}:{api}/*",
)
integration = gateway.create_integration(
    ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=hello, PayloadFormatVersion="2.0"
)["IntegrationId"]
customers = gateway.create_authorizer(
    ApiId=api,
    Name="customers",
    AuthorizerType="JWT",
    IdentitySource=["$request.header.Authorization"],
    JwtConfiguration={"Issuer": ana.issuer, "Audience": [ana.audience]},
)["AuthorizerId"]
target = f"integrations/{integration}"
for key in ("GET /prices/{paper}", "POST /orders"):
    gateway.create_route(ApiId=api, RouteKey=key, Target=target)
gateway.create_route(ApiId=api, RouteKey="GET /me", Target=target, AuthorizationType="JWT", AuthorizerId=customers)
gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
