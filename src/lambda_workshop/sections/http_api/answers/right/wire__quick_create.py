"""Quick create, then the routes beside its `$default`."""

shop = http_api.deploy("inkwell-http-api-shop", handler, role=http_api.role("inkwell-http-api-shop-role"))
api = fresh_api("inkwell-http-api-orders", Target=shop)
gateway.update_api(
    ApiId=api,
    CorsConfiguration={
        "AllowOrigins": ["https://inkwell.example", "http://localhost:8000"],
        "AllowMethods": ["*"],
        "AllowHeaders": ["*"],
    },
)
lam.add_permission(
    FunctionName="inkwell-http-api-shop",
    StatementId=f"api-{api}",
    Action="lambda:InvokeFunction",
    Principal="apigateway.amazonaws.com",
    SourceArn=f"arn:aws:execute-api:us-east-1:{account}:{api}/*/*",
)
customers = gateway.create_authorizer(
    ApiId=api,
    Name="pool",
    AuthorizerType="JWT",
    IdentitySource=["$request.header.Authorization"],
    JwtConfiguration={"Issuer": ana.issuer, "Audience": [ana.audience]},
)["AuthorizerId"]
target = gateway.get_routes(ApiId=api)["Items"][0]["Target"]
for key in ("GET /prices/{paper}", "POST /orders", "GET /me"):
    gateway.create_route(ApiId=api, RouteKey=key, Target=target)
me = next(item for item in gateway.get_routes(ApiId=api)["Items"] if item["RouteKey"] == "GET /me")
gateway.update_route(ApiId=api, RouteId=me["RouteId"], AuthorizationType="JWT", AuthorizerId=customers)
