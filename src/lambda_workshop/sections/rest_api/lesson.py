# %% [markdown]
# # REST API: the orders API
#
# Inkwell sells prints on its site and through partners. A REST API of API Gateway lets in whom it should, and calls a function for each request.
#
# In this section you
#
# - **predict** what a client gets from a stage,
# - **wire** an API with a token, a key and a deployment, so that AWS lets it call your function,
# - **mend** a receipt that is 502 although its function succeeds.
#
# The section before this one is *Schedule*.

# %%
from lambda_workshop import lesson

rest_api = lesson("rest-api")

# %% [markdown]
# ## How it works
#
# ```mermaid
# sequenceDiagram
#     accTitle: The path of a request through a REST API
#     accDescr: A customer sends POST /orders with a token. The stage looks the method up in its deployment. The method's authorizer function reads the token and returns a policy. The proxy integration calls the shop's function with an event, if the function's policy lets it. The function's return value becomes the answer.
#     participant Customer
#     participant API as inkwell-rest-api-orders
#     participant Door as inkwell-rest-api-door
#     participant Shop as inkwell-rest-api-shop
#     Customer->>API: POST /orders, with a token
#     API->>Door: token
#     Door-->>API: policy, kept for a while
#     API->>Shop: event
#     Shop-->>API: statusCode, headers, body
#     API-->>Customer: answer
# ```
#
# <!-- trigger table -->
#
# A **resource** is a path, a **method** is a verb on it, and its **integration** says what answers. *Lambda proxy* hands over the whole request and takes the whole answer from the function.
#
# A **deployment** is a snapshot of all that. A **stage** serves one deployment, under its name in the address.

# %% [markdown]
# ## Predict
#
# The stage `prod` is deployed. Then you add `GET /offers` with its integration, and call `/prod/offers`. What does the client get?
#
# - **a** 200, with the offers.
# - **b** 404, with `Not Found`.
# - **c** 403, with `Missing Authentication Token`.
# - **d** 502, with `Internal server error`.

# %% exercise="predict" role="answer"
### BEGIN SOLUTION
answer = "c"
### STARTER
# answer = None  # "a", "b", "c" or "d"
### END SOLUTION

# %% exercise="predict" role="check"
rest_api.predict.check(answer)

# %% [markdown]
# ## See it run
#
# This function returns its event, as text in `body`.

# %%
import json


def show(event, context):
    return {"statusCode": 200, "body": json.dumps(event)}


# %%
lam, gateway = rest_api.session.client("lambda"), rest_api.session.client("apigateway")
account = rest_api.session.client("sts").get_caller_identity()["Account"]
hello = rest_api.deploy("inkwell-rest-api-hello", show, role=rest_api.role("inkwell-rest-api-hello-role"))


def fresh_api(name):
    """A new API and the id of its resource `/`; an old one of that name goes first."""
    for old in gateway.get_rest_apis(limit=500)["items"]:
        if old["name"] == name:
            gateway.delete_rest_api(restApiId=old["id"])
    made = gateway.create_rest_api(name=name)["id"]
    return made, gateway.get_resources(restApiId=made)["items"][0]["id"]


def invoke(function):
    """The address under which API Gateway calls a function."""
    return f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{function}/invocations"


# %% [markdown]
# A method, its integration, a deployment, a permission. Lambda is always called with POST.

# %%
hello_api, root = fresh_api("inkwell-rest-api-hello")
anything = gateway.create_resource(restApiId=hello_api, parentId=root, pathPart="{proxy+}")["id"]
where = {"restApiId": hello_api, "resourceId": anything, "httpMethod": "ANY"}
gateway.put_method(**where, authorizationType="NONE")
gateway.put_integration(**where, type="AWS_PROXY", integrationHttpMethod="POST", uri=invoke(hello))
gateway.create_deployment(restApiId=hello_api, stageName="dev")
may_call = lam.add_permission(
    FunctionName="inkwell-rest-api-hello",
    StatementId=f"api-{hello_api}",
    Action="lambda:InvokeFunction",
    Principal="apigateway.amazonaws.com",
    SourceArn=f"arn:aws:execute-api:us-east-1:{account}:{hello_api}/*",
)

# %% [markdown]
# On AWS its address is `https://{api}.execute-api.us-east-1.amazonaws.com/dev`. Here it is this one, for a browser, curl or Python:

# %%
import urllib.request

address = rest_api.address(hello_api, "/orders/7?finish=matt&finish=framed")
print(address)
request = urllib.request.Request(address, headers={"X-Shop": "Inkwell"})
print(json.dumps(json.load(urllib.request.urlopen(request)), indent=2))

# %% [markdown]
# Notice four things:
#
# - `resource` is the pattern, `path` the path without the stage.
# - What the request lacks is there, and `null`.
# - `finish` came twice: `queryStringParameters` keeps the last value, `multiValueQueryStringParameters` both.
# - `body` is text, base64 only for types in the API's `binaryMediaTypes`.
#
# The trap: header names arrive as the client wrote them. `headers["Authorization"]` works with curl, and fails for a browser that speaks HTTP/2, which writes lower case.

# %% [markdown]
# ## Handle it
#
# Write one handler for two methods; `event["resource"]` tells them apart.
#
# - `GET /prices/{paper}`: answer 200 with `{"paper": "A4", "copies": 12, "cents": 11160}`. A copy costs 15 cents on A5, 25 on A4, 60 on A3. Each `finish` in the query adds to every copy: `matt` 5, `border` 2, `framed` 900. Without `copies`, 1.
# - `POST /orders`: the body is JSON with `paper` and `copies`; the header `Idempotency-Key` is the order's id; the customer is `event["requestContext"]["authorizer"]["principalId"]`. Answer 201 with `{"orderId": ..., "customer": ..., "paper": ..., "copies": ..., "cents": ...}`.
#
# Unknown paper or finish, copies that are not a whole number from 1 to 10,000, a bad body, no key: answer 400 with `{"error": "<why>"}`. Every answer has the header `Access-Control-Allow-Origin: https://inkwell.example`.

# %% exercise="handle" role="answer"
### BEGIN SOLUTION
import json

CENTS, FINISHES = {"A5": 15, "A4": 25, "A3": 60}, {"matt": 5, "border": 2, "framed": 900}


def handler(event, context):
    status, order, finishes = 200, {}, []
    try:
        if event["resource"] == "/orders":
            headers = {name.lower(): value for name, value in event["headers"].items()}
            customer = event["requestContext"]["authorizer"]["principalId"]
            status, order = 201, {"orderId": headers["idempotency-key"], "customer": customer}
            wanted = json.loads(event["body"])
        else:
            finishes = (event["multiValueQueryStringParameters"] or {}).get("finish", [])
            wanted = event["pathParameters"] | {"copies": int((event["queryStringParameters"] or {}).get("copies", 1))}
        paper, copies = wanted["paper"], wanted["copies"]
        if copies not in range(1, 10_001):
            raise ValueError("copies must be a whole number from 1 to 10,000")
        cents = (CENTS[paper] + sum(FINISHES[name] for name in finishes)) * copies
        answer = {**order, "paper": paper, "copies": copies, "cents": cents}
    except (KeyError, TypeError, ValueError) as error:
        status, answer = 400, {"error": f"{type(error).__name__}: {error}"}
    page = {"Access-Control-Allow-Origin": "https://inkwell.example", "Content-Type": "application/json"}
    return {"statusCode": status, "headers": page, "body": json.dumps(answer)}


### STARTER
# def handler(event, context):
#     """Answer a request of a Lambda proxy integration."""
#     ...
### END SOLUTION

# %% exercise="handle" role="check"
rest_api.handle.check(handler)

# %% [markdown]
# ## Wire it
#
# | name | what it must be |
# |---|---|
# | function `inkwell-rest-api-shop` | your handler |
# | API `inkwell-rest-api-orders` | a REST API |
# | `GET /prices/{paper}` | proxy to the function, needs an API key |
# | `POST /orders` | proxy to the function, needs a token: type CUSTOM |
# | authorizer | type TOKEN, calls `inkwell-rest-api-door`, which is ready below |
# | stage `prod` | serves all of it |
# | usage plan `inkwell-rest-api-partners` | with a throttle, for `prod`, with the key `inkwell-rest-api-partner` |
# | permission | this API may call both functions, no other may |
#
# The door gets the token and the method's ARN. It answers with a policy, or raises `Unauthorized`, which is 401.

# %%
import hashlib
import hmac


def door(event, context):
    customer, _, signature = event["authorizationToken"].partition(".")
    good = hmac.new(b"inkwell", customer.encode(), hashlib.sha256).hexdigest()[:16]
    if not hmac.compare_digest(signature.encode(), good.encode()):
        raise Exception("Unauthorized")
    # The policy is kept for this token and for all methods: it must cover all that the token may call.
    every = "/".join(event["methodArn"].split("/")[:2]) + "/*"
    allow = {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": every}
    return {"principalId": customer, "policyDocument": {"Version": "2012-10-17", "Statement": [allow]}}


# %% [markdown]
# A browser asks with OPTIONS before it sends a token. This answers without a function:

# %%
role = rest_api.role("inkwell-rest-api-shop-role")
door_arn = rest_api.deploy("inkwell-rest-api-door", door, role=role)


def allow_pages(api, resource):
    """Let pages of the shop send POST, with a token: an OPTIONS method that answers by itself."""
    names = {"Origin": "https://inkwell.example", "Methods": "POST"}
    names["Headers"] = "Authorization,Content-Type,Idempotency-Key"
    headers = {f"method.response.header.Access-Control-Allow-{name}": f"'{text}'" for name, text in names.items()}
    where = {"restApiId": api, "resourceId": resource, "httpMethod": "OPTIONS"}
    gateway.put_method(**where, authorizationType="NONE")
    gateway.put_method_response(**where, statusCode="204", responseParameters=dict.fromkeys(headers, False))
    gateway.put_integration(**where, type="MOCK", requestTemplates={"application/json": '{"statusCode": 204}'})
    gateway.put_integration_response(**where, statusCode="204", responseParameters=headers)


# %% [markdown]
# First functions, API, authorizer and permissions.

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
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
### STARTER
# # shop = rest_api.deploy("inkwell-rest-api-shop", handler, role=role)
# # api, root = fresh_api("inkwell-rest-api-orders")
# # gateway.create_authorizer(restApiId=api, name=..., type=..., authorizerUri=invoke(door_arn), identitySource=...)
# # lam.add_permission(...) as above, for the shop and for the door
### END SOLUTION

# %% [markdown]
# Then methods, deployment, plan and key. The key opens nothing before it is in a plan.


# %% exercise="wire" role="answer"
### BEGIN SOLUTION
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
joined = gateway.create_usage_plan_key(usagePlanId=plan, keyId=key, keyType="API_KEY")
### STARTER
# # gateway.create_resource(...) for prices, {paper} and orders
# # gateway.put_method(...) and gateway.put_integration(...) for both methods, then allow_pages(api, orders)
# # gateway.create_deployment(restApiId=api, stageName=...)
# # gateway.create_usage_plan(...), gateway.create_api_key(..., enabled=True), gateway.create_usage_plan_key(...)
### END SOLUTION

# %% exercise="wire" role="check"
rest_api.wire.check()

# %% [markdown]
# ## Watch it
#
# Send requests as partner, customer or stranger. *Deployments* shows which snapshot the stage serves.

# %%
rest_api.panel()

# %% [markdown]
# The same in a cell:

# %%
from lambda_workshop.sections.rest_api.panel import call, deployments

call(rest_api, "POST /orders", body='{"paper": "A4", "copies": 12}', customer="ana")

# %%
deployments(rest_api)

# %% [markdown]
# ## Break it
#
# Customers fetch receipts from `inkwell-rest-api-debug`, and read `Internal server error`. The status is 502.

# %% exercise="debug" role="setup"
rest_api.debug.start()

# %%
rest_api.logs("inkwell-rest-api-debug-receipt")

# %% [markdown]
# What is the cause?
#
# - **a** The function's policy does not let the API in.
# - **b** The function raises an exception.
# - **c** The function runs, and what it returns is no proxy response.
# - **d** The stage serves an older deployment.
#
# Name it, and mend the function; the API stays. A receipt keeps its header `X-Cents`. Who asks for an unknown order gets 404 and `{"error": "no such order"}`, for an unpaid one 409 and `{"error": "not paid yet"}`.

# %%
print(rest_api.file("broken_receipt.py"))

# %% exercise="debug" role="answer"
### BEGIN SOLUTION
import json

ORDERS = {
    "o-1042": {"paid": True, "cents": 300},
    "o-2077": {"paid": True, "cents": 180},
    "o-3110": {"paid": False, "cents": 3750},
}


def receipt(event, context):
    number = event["pathParameters"]["order"]
    order, headers = ORDERS.get(number), {"Content-Type": "application/json"}
    if order is None:
        return {"statusCode": 404, "headers": headers, "body": json.dumps({"error": "no such order"})}
    if not order["paid"]:
        return {"statusCode": 409, "headers": headers, "body": json.dumps({"error": "not paid yet"})}
    body = json.dumps({"order": number, "cents": order["cents"]})
    return {"statusCode": 200, "headers": {**headers, "X-Cents": str(order["cents"])}, "body": body}


### STARTER
# # Copy the function from above, call it `receipt`, and change what must change.
### END SOLUTION

# %% exercise="debug" role="answer"
### BEGIN SOLUTION
cause = "c"

name = "inkwell-rest-api-debug-receipt"
lam.update_function_configuration(FunctionName=name, Handler="index.receipt")
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
lam.update_function_code(FunctionName=name, ZipFile=rest_api.package(receipt))
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
### STARTER
# cause = None  # "a", "b", "c" or "d"
# # rest_api.package(receipt) is the zip file for lam.update_function_code(FunctionName=..., ZipFile=...);
# # its handler is "index.receipt": lam.update_function_configuration(FunctionName=..., Handler=...).
### END SOLUTION

# %% exercise="debug" role="check"
rest_api.debug.check(cause)

# %% [markdown]
# ## On real AWS
#
# - **Refused:** without the permission the client gets 500, and the function never runs. The authorizer's function needs one too.
# - **Reasons:** only the stage's *execution log* says `Malformed Lambda proxy response`. Switch it on before you need it.
# - **Time:** after 29 seconds the client gets 504, and the function runs on. Longer work goes to a queue, or streams: `responseTransferMode="STREAM"`, 15 minutes.
# - **Keys** meter partners; they are no proof of who calls. Throttles and quotas of a plan are best effort.
# - **Tokens:** a policy is kept for 300 seconds, for all methods. One that names a single method refuses the next.
# - **CORS:** an error of API Gateway itself lacks your headers, so pages see no 401. Add them to its *gateway responses*.
# - **Price:** [AWS's pricing page](https://aws.amazon.com/api-gateway/pricing/) has the figures.
#
# <details><summary>The same wiring with the Serverless Framework</summary>
#
# ```yaml
# provider:
#   stage: prod
#   apiGateway:
#     apiKeys:
#       - inkwell-rest-api-partner
#     usagePlan:
#       throttle: {rateLimit: 20, burstLimit: 40}
# functions:
#   door:
#     handler: index.door
#   shop:
#     handler: index.handler
#     events:
#       - http: {method: get, path: 'prices/{paper}', private: true}
#       - http:
#           method: post
#           path: orders
#           authorizer: {name: door, type: token}
#           cors:
#             origin: https://inkwell.example
#             headers: [Authorization, Content-Type, Idempotency-Key]
# ```
#
# </details>
#
# <details><summary>The same wiring with AWS SAM</summary>
#
# ```yaml
# Resources:
#   Orders:
#     Type: AWS::Serverless::Api
#     Properties:
#       StageName: prod
#       Auth:
#         Authorizers:
#           Door: {FunctionArn: !GetAtt Door.Arn}
#         UsagePlan:  # makes the key too
#           CreateUsagePlan: PER_API
#           Throttle: {RateLimit: 20, BurstLimit: 40}
#       Cors:
#         AllowOrigin: "'https://inkwell.example'"
#         AllowMethods: "'POST'"
#         AllowHeaders: "'Authorization,Content-Type,Idempotency-Key'"
#   Door:
#     Type: AWS::Serverless::Function
#     Properties: {Handler: index.door, Runtime: python3.13}
#   Shop:
#     Type: AWS::Serverless::Function
#     Properties:
#       Handler: index.handler
#       Runtime: python3.13
#       Events:
#         Price:
#           Type: Api
#           Properties:
#             RestApiId: !Ref Orders
#             Method: GET
#             Path: /prices/{paper}
#             Auth: {ApiKeyRequired: true}
#         Order:
#           Type: Api
#           Properties: {RestApiId: !Ref Orders, Method: POST, Path: /orders, Auth: {Authorizer: Door}}
# ```
#
# </details>
#
# <!-- further reading -->

# %% [markdown]
# ## Clean up

# %%
rest_api.cleanup()

# %% [markdown]
# ## Recap
#
# - A stage serves a deployment. What came later is 403 until you deploy again.
# - Token, key, plan and two permissions stand before your function, each on its own.
# - A proxy response is `statusCode`, `headers`, `body`, and all text. Anything else is 502.
#
# <!-- next -->

# %%
rest_api.progress()
