"""expect: pages of every site may call the API

Any page may call.
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
    CorsConfiguration={"AllowOrigins": ["*"], "AllowMethods": ["*"], "AllowHeaders": ["*"]},
)
lam.add_permission(
### INSTEAD OF
signed_in = {"AuthorizationType": "JWT", "AuthorizerId": customers}
route = gateway.create_route(ApiId=api, RouteKey="GET /me", Target=target, **signed_in)
stage = gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
### THIS
gateway.create_route(ApiId=api, RouteKey="GET /me", Target=target, AuthorizationType="JWT", AuthorizerId=customers)
gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
