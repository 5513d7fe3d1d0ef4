# %% [markdown]
# # HTTP API: the orders API for less
#
# Inkwell's shop asks for prices and places orders over HTTP. API Gateway has two products for that; this is the younger, cheaper one.
#
# In this section you
#
# - **predict** what a client gets,
# - **wire** an API with a JWT authorizer and CORS, so that AWS lets it call the function,
# - **mend** an API that has answered 500 since it moved from a REST API.
#
# The section before this one is *REST API*.

# %%
from lambda_workshop import lesson

http_api = lesson("http-api")

# %% [markdown]
# ## How it works
#
# ```mermaid
# sequenceDiagram
#     accTitle: The path of a request through an HTTP API
#     accDescr: A browser asks with OPTIONS, and the API answers from its CORS configuration. The browser sends GET /me with a token. The route's JWT authorizer checks it with the issuer's keys. The integration calls the function with an event in payload format 2.0, if the function's policy lets it. The function's return value becomes the answer.
#     participant Browser
#     participant API as inkwell-http-api-orders
#     participant Issuer as user pool
#     participant Shop as inkwell-http-api-shop
#     Browser->>API: OPTIONS /me
#     API-->>Browser: 204, from its CORS configuration
#     Browser->>API: GET /me, with a token
#     API->>Issuer: keys, kept for a while
#     API->>Shop: event in format 2.0
#     Shop-->>API: return value
#     API-->>Browser: answer
# ```
#
# <!-- trigger table -->
#
# A **route** is a method and a path, such as `GET /prices/{paper}`; `{proxy+}` takes all that follows, `$default` what no other route takes. The most specific one wins, and leads to an **integration**: the function and the format of its event.
#
# A **stage** serves the routes. `$default` has no name in the address, and with automatic deployment every change is live at once.

# %% [markdown]
# ## Predict
#
# The integration has payload format 2.0. For an order that does not exist, the handler returns `{"status": 404, "body": "no such order"}`. What does the client get?
#
# - **a** 404, with the text `no such order`.
# - **b** 200, with the whole dictionary as JSON.
# - **c** 500, with `Internal Server Error`.
# - **d** 200, with the text `no such order`.

# %% exercise="predict" role="answer"
### BEGIN SOLUTION
answer = "b"
### STARTER
# answer = None  # "a", "b", "c" or "d"
### END SOLUTION

# %% exercise="predict" role="check"
http_api.predict.check(answer)

# %% [markdown]
# ## See it run
#
# This function returns its event. *Quick create* makes an API, a `$default` route, an integration and a `$default` stage in one call.

# %%
import json


def show(event, context):
    return event


# %%
lam, gateway = http_api.session.client("lambda"), http_api.session.client("apigatewayv2")
account = http_api.session.client("sts").get_caller_identity()["Account"]


def fresh_api(name, **settings):
    """A new API; one of the same name goes first, so that the cell can run again."""
    for old in gateway.get_apis()["Items"]:
        if old["Name"] == name:
            gateway.delete_api(ApiId=old["ApiId"])
    return gateway.create_api(Name=name, ProtocolType="HTTP", **settings)["ApiId"]


hello = http_api.deploy("inkwell-http-api-hello", show, role=http_api.role("inkwell-http-api-hello-role"))
hello_api = fresh_api("inkwell-http-api-hello", Target=hello)
may_call = lam.add_permission(
    FunctionName="inkwell-http-api-hello",
    StatementId=f"api-{hello_api}",
    Action="lambda:InvokeFunction",
    Principal="apigateway.amazonaws.com",
    SourceArn=f"arn:aws:execute-api:us-east-1:{account}:{hello_api}/*",
)

# %% [markdown]
# On AWS its address is `https://{api}.execute-api.us-east-1.amazonaws.com`. Here it is this one, for a browser, curl or Python:

# %%
address = http_api.address(hello_api, "/orders/7?paper=A4&paper=A3")
print(address)

# %%
import urllib.request

request = urllib.request.Request(address, headers={"Cookie": "basket=b-1042; theme=dark", "X-Shop": "Inkwell"})
print(json.dumps(json.load(urllib.request.urlopen(request)), indent=2))

# %% [markdown]
# Notice four things:
#
# - Method and path are in `requestContext.http`; there is no `httpMethod`.
# - Header names are in lower case.
# - Cookies have a list of their own; there is no `cookie` header.
# - What a request lacks has no key, such as `body`.
#
# The trap: `paper` came twice and is one string, `A4,A3`. A value with a comma looks the same.

# %% [markdown]
# ## Handle it
#
# Write one handler for three routes; `event["routeKey"]` names the route.
#
# - `GET /prices/{paper}`: return `{"paper": "A4", "copies": 12, "cents": 300}`. A copy costs 15 cents on A5, 25 on A4, 60 on A3. `copies` is in the query string; without it, 1.
# - `POST /orders`: the body is JSON with `paper` and `copies`. The order's id is the header `Idempotency-Key`. Answer 201 with `{"orderId": ..., "paper": ..., "copies": ..., "cents": ...}` and the header `location: /orders/<id>`.
# - `GET /me`: return `{"customer": ...}`, the token's claim (field) `cognito:username`.
#
# For unknown paper, copies that are not a whole number from 1 to 10,000, any other body, or no key: answer 400 with `{"error": "<why>"}`. What `curl --data` sends counts as a form, and comes as base64. `http_api.events["me"]` has claims.

# %% exercise="handle" role="answer"
### BEGIN SOLUTION
import base64
import json

CENTS = {"A5": 15, "A4": 25, "A3": 60}


def handler(event, context):
    if event["routeKey"] == "GET /me":
        return {"customer": event["requestContext"]["authorizer"]["jwt"]["claims"]["cognito:username"]}
    try:
        if event["routeKey"] == "POST /orders":
            body = base64.b64decode(event["body"]) if event["isBase64Encoded"] else event["body"]
            wanted, key = json.loads(body), event["headers"]["idempotency-key"]
        else:
            wanted = {**event["pathParameters"], "copies": int(event.get("queryStringParameters", {}).get("copies", 1))}
        paper, copies = wanted["paper"], wanted["copies"]
        if copies not in range(1, 10_001):
            raise ValueError("copies must be a whole number from 1 to 10,000")
        price = {"paper": paper, "copies": copies, "cents": CENTS[paper] * copies}
    except (KeyError, TypeError, ValueError) as error:
        return {"statusCode": 400, "body": json.dumps({"error": f"{type(error).__name__}: {error}"})}
    if event["routeKey"] == "GET /prices/{paper}":
        return price
    headers = {"location": f"/orders/{key}", "content-type": "application/json"}
    return {"statusCode": 201, "headers": headers, "body": json.dumps({"orderId": key, **price})}


### STARTER
# def handler(event, context):
#     """Answer a request in payload format 2.0."""
#     ...
### END SOLUTION

# %% exercise="handle" role="check"
http_api.handle.check(handler)

# %% [markdown]
# ## Wire it
#
# | name | what it must be |
# |---|---|
# | function `inkwell-http-api-shop` | your handler |
# | API `inkwell-http-api-orders` | an HTTP API; CORS lets pages of `https://inkwell.example` send GET and POST with the headers `authorization`, `content-type` and `idempotency-key` |
# | integration | the function, payload format 2.0 |
# | routes | `GET /prices/{paper}`, `POST /orders`, `GET /me` |
# | authorizer | type JWT, for `GET /me` only |
# | stage `$default` | deploys every change |
# | permission | this API may call the function, no other |
#
# A user pool holds the customers; *Cognito* is a section of its own. A JWT is a signed token; its authorizer must know who issues it, and for which app (*audience*).

# %%
from lambda_workshop.sections.http_api.customers import sign_in

ana = sign_in(http_api)
print(ana.issuer, ana.audience)

# %% [markdown]
# First the function, the API, and who may call whom.

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
shop = http_api.deploy("inkwell-http-api-shop", handler, role=http_api.role("inkwell-http-api-shop-role"))

cors = {
    "AllowOrigins": ["https://inkwell.example"],
    "AllowMethods": ["GET", "POST"],
    "AllowHeaders": ["authorization", "content-type", "idempotency-key"],
    "MaxAge": 3600,
}
api = fresh_api("inkwell-http-api-orders", CorsConfiguration=cors)
granted = lam.add_permission(
    FunctionName="inkwell-http-api-shop",
    StatementId=f"api-{api}",
    Action="lambda:InvokeFunction",
    Principal="apigateway.amazonaws.com",
    SourceArn=f"arn:aws:execute-api:us-east-1:{account}:{api}/*",
)
### STARTER
# # shop = http_api.deploy("inkwell-http-api-shop", handler, role=http_api.role("inkwell-http-api-shop-role"))
# # api = fresh_api("inkwell-http-api-orders", CorsConfiguration={...}), then lam.add_permission(...) as above.
### END SOLUTION

# %% [markdown]
# Then integration, authorizer, routes and stage. With boto3 you must name the format.

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
integration = gateway.create_integration(
    ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=shop, PayloadFormatVersion="2.0"
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
signed_in = {"AuthorizationType": "JWT", "AuthorizerId": customers}
route = gateway.create_route(ApiId=api, RouteKey="GET /me", Target=target, **signed_in)
stage = gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
### STARTER
# # gateway.create_integration(ApiId=api, IntegrationType=..., IntegrationUri=..., PayloadFormatVersion=...)
# # gateway.create_authorizer(ApiId=api, Name=..., AuthorizerType=..., IdentitySource=[...], JwtConfiguration={...})
# # gateway.create_route(ApiId=api, RouteKey=..., Target=..., ...) for each route
# # gateway.create_stage(ApiId=api, StageName=..., ...)
### END SOLUTION

# %% exercise="wire" role="check"
http_api.wire.check()

# %% [markdown]
# ## Watch it
#
# Send requests, signed in or not, from a page or not. Below, choose the API for each wish.

# %%
http_api.panel()

# %% [markdown]
# The same in a cell:

# %%
from lambda_workshop.sections.http_api.panel import call, comparison

call(http_api, "GET /me", customer="ana", origin="https://inkwell.example")

# %%
comparison()

# %% [markdown]
# ## Break it
#
# The status page moved from a REST API to `inkwell-http-api-debug`, and its function came along unchanged. Customers read `Internal Server Error`.

# %% exercise="debug" role="setup"
http_api.debug.start()

# %%
http_api.logs("inkwell-http-api-debug-status")

# %% [markdown]
# What is the cause?
#
# - **a** The function's policy does not let the API in.
# - **b** The handler reads format 1.0, and the integration sends format 2.0.
# - **c** The function takes longer than API Gateway waits.
# - **d** The stage still serves the API as it was before the move.
#
# Name it, and mend the function; the API stays, because customers know its address. This is what worked before the move:

# %%
print(http_api.file("broken_status.py"))

# %% exercise="debug" role="answer"
### BEGIN SOLUTION
import json

ORDERS = {
    "o-1042": {"status": "printing", "copies": 12, "paper": "A4"},
    "o-2077": {"status": "shipped", "copies": 3, "paper": "A3"},
    "o-3110": {"status": "paid", "copies": 250, "paper": "A5"},
}


def status(event, context):
    order = event["pathParameters"]["order"]
    fields = event.get("queryStringParameters", {}).get("field", "status").split(",")
    language = event["headers"].get("accept-language", "en")
    cookies = dict(cookie.split("=", 1) for cookie in event.get("cookies", []))
    visits = int(cookies.get("visits", 0)) + 1
    answer = {"order": order, "language": language} | {name: ORDERS[order][name] for name in fields}
    return {
        "statusCode": 200,
        "headers": {"content-type": "application/json"},
        "cookies": [f"visits={visits}", f"language={language}"],
        "body": json.dumps(answer),
    }


### STARTER
# # Copy the function from above, call it `status`, and change what must change.
### END SOLUTION

# %% exercise="debug" role="answer"
### BEGIN SOLUTION
cause = "b"

name = "inkwell-http-api-debug-status"
lam.update_function_configuration(FunctionName=name, Handler="index.status")
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
lam.update_function_code(FunctionName=name, ZipFile=http_api.package(status))
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
### STARTER
# cause = None  # "a", "b", "c" or "d"
# # http_api.package(status) is the zip file for lam.update_function_code(FunctionName=..., ZipFile=...);
# # its handler is "index.status": lam.update_function_configuration(FunctionName=..., Handler=...).
### END SOLUTION

# %% exercise="debug" role="check"
http_api.debug.check(cause)

# %% [markdown]
# ## On real AWS
#
# - **Refused:** without the permission the client gets 500, and the function never runs.
# - **Silent:** there are no execution logs. `$context.integrationErrorMessage` in the *access logs* says why a request became 500.
# - **Time:** after 30 seconds the client gets 503, and the function runs on. Longer work goes to a queue.
# - **CORS:** once configured, it replaces what the function says. A `$default` or `ANY` route with an authorizer refuses the browser's OPTIONS: add `OPTIONS /{proxy+}` without one.
# - **Tokens:** an expired or foreign token is 401, one without the route's scope 403. The issuer's keys are cached for up to two hours. A Lambda authorizer answers `{"isAuthorized": true}`.
# - **Price:** lower than a REST API's; [AWS's pricing page](https://aws.amazon.com/api-gateway/pricing/) has the figures.
#
# <details><summary>The same wiring with the Serverless Framework</summary>
#
# ```yaml
# provider:
#   httpApi:
#     payload: '2.0'
#     cors:
#       allowedOrigins: [https://inkwell.example]
#       allowedMethods: [GET, POST]
#       allowedHeaders: [Authorization, Content-Type, Idempotency-Key]
#     authorizers:
#       customers:
#         type: jwt
#         identitySource: $request.header.Authorization
#         issuerUrl: !Sub https://cognito-idp.${AWS::Region}.amazonaws.com/${Customers}
#         audience: [!Ref ShopApp]
# functions:
#   shop:
#     handler: index.handler
#     events:
#       - httpApi: GET /prices/{paper}
#       - httpApi: POST /orders
#       - httpApi: {method: GET, path: /me, authorizer: {name: customers}}
# ```
#
# </details>
#
# <details><summary>The same wiring with AWS SAM</summary>
#
# ```yaml
# Resources:
#   Orders:
#     Type: AWS::Serverless::HttpApi
#     Properties:
#       CorsConfiguration:
#         AllowOrigins: [https://inkwell.example]
#         AllowMethods: [GET, POST]
#         AllowHeaders: [authorization, content-type, idempotency-key]
#       Auth:
#         Authorizers:
#           Customers:
#             IdentitySource: $request.header.Authorization
#             JwtConfiguration:
#               issuer: !Sub https://cognito-idp.${AWS::Region}.amazonaws.com/${Pool}
#               audience: [!Ref ShopApp]
#   Shop:
#     Type: AWS::Serverless::Function
#     Properties:
#       Handler: index.handler
#       Runtime: python3.13
#       Events:
#         Price: {Type: HttpApi, Properties: {ApiId: !Ref Orders, Method: GET, Path: '/prices/{paper}'}}
#         Order: {Type: HttpApi, Properties: {ApiId: !Ref Orders, Method: POST, Path: /orders}}
#         Me: {Type: HttpApi, Properties: {ApiId: !Ref Orders, Method: GET, Path: /me, Auth: {Authorizer: Customers}}}
# ```
#
# </details>
#
# <!-- further reading -->

# %% [markdown]
# ## Clean up

# %%
http_api.cleanup()

# %% [markdown]
# ## Recap
#
# - Format 2.0: `routeKey`, lower-case headers, `cookies` both ways, keys that may be missing.
# - A value without `statusCode` is a 200. With one, name the content type, or it is `text/plain`.
# - Authorizer, CORS and deployment are settings of the API, not code. The permission is yours to give.
#
# <!-- next -->

# %%
http_api.progress()
