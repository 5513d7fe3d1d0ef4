"""expect: `GET /me` has no authorizer

The authorizer exists, and no route asks it.
"""
### INSTEAD OF
cors = {
    "AllowOrigins": ["https://inkwell.example"],
    "AllowMethods": ["GET", "POST"],
    "AllowHeaders": ["authorization", "content-type", "idempotency-key"],
    "MaxAge": 3600,
}
api = fresh_api("inkwell-http-api-orders", CorsConfiguration=cors)
granted = lam.add_permission(
### THIS
api = fresh_api(
    "inkwell-http-api-orders",
    CorsConfiguration={
        "AllowOrigins": ["https://inkwell.example"],
        "AllowMethods": ["GET", "POST"],
        "AllowHeaders": ["authorization", "content-type", "idempotency-key"],
    },
)
lam.add_permission(
### INSTEAD OF
signed_in = {"AuthorizationType": "JWT", "AuthorizerId": customers}
route = gateway.create_route(ApiId=api, RouteKey="GET /me", Target=target, **signed_in)
stage = gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
### THIS
gateway.create_route(ApiId=api, RouteKey="GET /me", Target=target)
gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
