# %% [markdown]
# # WebSockets: the order that speaks
#
# A customer of Inkwell keeps a tab open. The shop tells the order's status the moment it changes, and the customer talks with the print room.
#
# In this section you
#
# - **predict** what a client hears when a function returns,
# - **write** a chat whose messages reach everybody who is still there,
# - **wire** its routes, and the right to write to clients,
# - **mend** a chat that the new tab does not hear.
#
# The section before this one is *HTTP API*.

# %%
from lambda_workshop import lesson

websockets = lesson("websockets")

# %% [markdown]
# ## How it works
#
# ```mermaid
# sequenceDiagram
#     accTitle: The path of a message from one tab to the others
#     accDescr: A tab connects. API Gateway calls the door by the route connect, and the door keeps the connection's id in a table. The tab says something. Its field action names the route, whose function reads from the table who follows the same order, and posts the message to each connection. One of them is gone, with 410, and is deleted from the table. The tab closes, and the door forgets it by the route disconnect.
#     participant Tab as Ana's tab
#     participant API as inkwell-websockets-orders
#     participant Door as inkwell-websockets-door
#     participant Table as connections
#     participant Chat as inkwell-websockets-chat
#     Tab->>API: connect, ?order=O-7301
#     API->>Door: $connect
#     Door->>Table: keep the connection's id
#     API-->>Tab: 101, open
#     Tab->>API: {"action": "say", ...}
#     API->>Chat: say
#     Chat->>Table: who follows O-7301?
#     Chat->>API: post to each connection
#     API-->>Tab: message
#     API-->>Chat: 410 for one who is gone
#     Chat->>Table: forget it
#     Tab->>API: close
#     API->>Door: $disconnect
# ```
#
# <!-- trigger table -->
#
# API Gateway holds the connections; your functions run only when something happens, and remember nothing. `$request.body.action`, the **route selection expression**, looks into each message for the name of its route. What has no route, or is not JSON, goes to `$default`.

# %% [markdown]
# ## Predict
#
# A client sends `{"action": "say", "text": "Hello"}`. The function of the route `say` returns `{"statusCode": 200, "body": "thank you"}`. The route has no other settings. What does the client hear?
#
# - **a** `thank you`
# - **b** nothing
# - **c** the whole dictionary as JSON
# - **d** `Internal server error`

# %% exercise="predict" role="answer"
### BEGIN SOLUTION
answer = "b"
### STARTER
# answer = None  # "a", "b", "c" or "d"
### END SOLUTION

# %% exercise="predict" role="check"
websockets.predict.check(answer)

# %% [markdown]
# ## See it run
#
# This function prints its event, without the multi-value headers, and thanks the client.

# %%
import json


def show(event, context):
    shown = {name: value for name, value in event.items() if not name.startswith("multiValue")}
    print(json.dumps(shown, indent=2))
    return {"statusCode": 200, "body": "thank you"}


# %%
lam, gateway = websockets.session.client("lambda"), websockets.session.client("apigatewayv2")
account = websockets.session.client("sts").get_caller_identity()["Account"]


def fresh_api(name, **settings):
    """A new WebSocket API; one of the same name goes first, so that the cell can run again."""
    for old in gateway.get_apis()["Items"]:
        if old["Name"] == name:
            gateway.delete_api(ApiId=old["ApiId"])
    return gateway.create_api(Name=name, ProtocolType="WEBSOCKET", **settings)["ApiId"]


def allow(function, api):
    """Let this API call the function."""
    lam.add_permission(
        FunctionName=function, StatementId=f"api-{api}", Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com", SourceArn=f"arn:aws:execute-api:us-east-1:{account}:{api}/*",
    )  # fmt: skip


def uri_of(function_arn):
    """A function's address as WebSocket APIs want it."""
    return f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{function_arn}/invocations"


# %%
hello_role = websockets.role("inkwell-websockets-hello-role")
hello = websockets.deploy("inkwell-websockets-hello", show, role=hello_role)
hello_api = fresh_api("inkwell-websockets-hello", RouteSelectionExpression="$request.body.action")
allow("inkwell-websockets-hello", hello_api)
way = {"IntegrationType": "AWS_PROXY", "IntegrationUri": uri_of(hello)}
made = gateway.create_integration(ApiId=hello_api, **way)
for key in ("$connect", "say", "$disconnect"):
    gateway.create_route(ApiId=hello_api, RouteKey=key, Target=f"integrations/{made['IntegrationId']}")
hello_stage = gateway.create_stage(ApiId=hello_api, StageName="prod", AutoDeploy=True)

# %% [markdown]
# A browser would call `new WebSocket("wss://{api}.execute-api.us-east-1.amazonaws.com/prod?order=O-7301")`. In Python:

# %%
from websockets.sync.client import connect

with connect(websockets.address(hello_api, "?order=O-7301&name=Ana")) as tab:
    for action in ("say", "sing"):
        tab.send(json.dumps({"action": action, "text": "Is it printed?"}))
    print(tab.recv(timeout=10))

# %%
websockets.logs("inkwell-websockets-hello", wait_for="DISCONNECT")

# %% [markdown]
# Notice:
#
# - `connectionId` is the same in all events, and all you need to write to Ana.
# - Only `$connect` has a query string and the client's headers: only there can you check who it is. Any status but 2xx turns it away.
# - Nobody was thanked. The second message found no route, and API Gateway answered it: `Forbidden`.
#
# The trap: `$disconnect` is *best effort*. A laptop that is shut says no goodbye: your list of connections is never quite true.

# %% [markdown]
# ## Handle it
#
# Write the chat. The environment variable `TABLE` names the table of connections. Its key is `connectionId`, beside it are `orderId` and `name`; the index `by-order` finds all of an order.
#
# - Route `say`: post `{"from": <the sender's name>, "text": <the text>}` to every connection of the sender's order, the sender's too.
# - A post to one who has left raises `GoneException`: delete the item, go on.
# - Anything else, or a text that is empty or not a string: post `{"error": "<why>"}` to the sender alone.
# - Return `{"statusCode": 200}`. Keep names and texts out of the log.
#
# A message has at most 128 KB; texts come in every language. The posting client's address is `https://{domainName}/{stage}`.

# %% exercise="handle" role="answer"
### BEGIN SOLUTION
import json
import os

import boto3
from boto3.dynamodb.conditions import Key

connections = boto3.resource("dynamodb").Table(os.environ.get("TABLE", "inkwell-websockets-connections"))


def handler(event, context):
    told = event["requestContext"]
    api = boto3.client("apigatewaymanagementapi", endpoint_url=f"https://{told['domainName']}/{told['stage']}")
    me = connections.get_item(Key={"connectionId": told["connectionId"]})["Item"]
    text = json.loads(event["body"]).get("text") if told["routeKey"] == "say" else None
    found, message = [me], {"error": 'send {"action": "say", "text": "..."}'}
    if text and isinstance(text, str):
        order, message = Key("orderId").eq(me["orderId"]), {"from": me["name"], "text": text}
        found = connections.query(IndexName="by-order", KeyConditionExpression=order)["Items"]
    data = json.dumps(message, ensure_ascii=False).encode()
    for item in found:
        try:
            api.post_to_connection(ConnectionId=item["connectionId"], Data=data)
        except api.exceptions.GoneException:
            connections.delete_item(Key={"connectionId": item["connectionId"]})
    return {"statusCode": 200}


### STARTER
# import json
# import os
#
# import boto3
#
# connections = boto3.resource("dynamodb").Table(os.environ.get("TABLE", "inkwell-websockets-connections"))
#
#
# def handler(event, context):
#     """Post what was said to everybody of the sender's order."""
#     ...
### END SOLUTION

# %% exercise="handle" role="check"
websockets.handle.check(handler)

# %% [markdown]
# ## Wire it
#
# Given: the table with its index, and the *door*, which keeps who comes and forgets who leaves.

# %%
tables, table = websockets.session.client("dynamodb"), "inkwell-websockets-connections"
by_order = {
    "IndexName": "by-order",
    "KeySchema": [{"AttributeName": "orderId", "KeyType": "HASH"}],
    "Projection": {"ProjectionType": "ALL"},
}
keys = ("connectionId", "orderId")
if table not in tables.list_tables()["TableNames"]:
    tables.create_table(
        TableName=table,
        KeySchema=[{"AttributeName": "connectionId", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in keys],
        GlobalSecondaryIndexes=[by_order],
        BillingMode="PAY_PER_REQUEST",
    )
    tables.get_waiter("table_exists").wait(TableName=table)
table_arn = tables.describe_table(TableName=table)["Table"]["TableArn"]

# %%
import os

import boto3

connections = boto3.resource("dynamodb").Table(os.environ.get("TABLE", "inkwell-websockets-connections"))


def door(event, context):
    told = event["requestContext"]
    key = {"connectionId": told["connectionId"]}
    print(told["routeKey"], told["connectionId"])
    if told["eventType"] == "DISCONNECT":
        connections.delete_item(Key=key)
        return {"statusCode": 200}
    query = event.get("queryStringParameters", {})
    if not query.get("order"):
        return {"statusCode": 400}
    guest = {"orderId": query["order"], "name": query.get("name", "a customer")}
    connections.put_item(Item={**key, **guest, "expires": told["connectedAt"] // 1000 + 2 * 60 * 60})
    return {"statusCode": 200}


# %%
may_keep = {"Action": ["dynamodb:PutItem", "dynamodb:DeleteItem"], "Resource": table_arn}
door_role = websockets.role("inkwell-websockets-door-role", policies=[may_keep])
door_arn = websockets.deploy("inkwell-websockets-door", door, role=door_role, environment={"TABLE": table})

# %% [markdown]
# Yours is the rest:
#
# | name | what it must be |
# |---|---|
# | API `inkwell-websockets-orders` | a WebSocket API; messages take the route in `action` |
# | function `inkwell-websockets-chat` | your handler; `TABLE` names the table |
# | its role | `GetItem` and `DeleteItem` on the table, `Query` on the index; `execute-api:ManageConnections` on this API's connections |
# | routes | `$connect`, `$disconnect` to the door; `say`, `$default` to the chat |
# | stage `prod` | deploys every change |
# | permission | this API may call both functions |
# | the table | deletes an item at the time in `expires` |
#
# First the API, then the function, whose role names it.

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
api = fresh_api("inkwell-websockets-orders", RouteSelectionExpression="$request.body.action")
may_read = {
    "Action": ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:DeleteItem"],
    "Resource": [table_arn, f"{table_arn}/index/by-order"],
}
may_post = {
    "Action": "execute-api:ManageConnections",
    "Resource": f"arn:aws:execute-api:us-east-1:{account}:{api}/prod/POST/@connections/*",
}
chat_role = websockets.role("inkwell-websockets-chat-role", policies=[may_read, may_post])
chat = websockets.deploy("inkwell-websockets-chat", handler, role=chat_role, environment={"TABLE": table})
### STARTER
# # api = fresh_api("inkwell-websockets-orders", RouteSelectionExpression=...)
# # chat_role = websockets.role("inkwell-websockets-chat-role", policies=[{"Action": [...], "Resource": [...]}, ...])
# # chat = websockets.deploy("inkwell-websockets-chat", handler, role=chat_role, environment={...})
### END SOLUTION

# %% [markdown]
# Then integrations, routes, permissions, the stage, and the table's time to live.

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
for arn, keys in ((door_arn, ("$connect", "$disconnect")), (chat, ("say", "$default"))):
    made = gateway.create_integration(ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=uri_of(arn))
    for key in keys:
        gateway.create_route(ApiId=api, RouteKey=key, Target=f"integrations/{made['IntegrationId']}")
    allow(arn.split(":")[-1], api)
stage = gateway.create_stage(ApiId=api, StageName="prod", AutoDeploy=True)

told = tables.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
if told["TimeToLiveStatus"] == "DISABLED":
    forget = {"Enabled": True, "AttributeName": "expires"}
    tables.update_time_to_live(TableName=table, TimeToLiveSpecification=forget)
### STARTER
# # gateway.create_integration(ApiId=api, IntegrationType=..., IntegrationUri=uri_of(...)) for each function
# # gateway.create_route(ApiId=api, RouteKey=..., Target=f"integrations/{...}") for each route
# # allow(..., api) for each function, gateway.create_stage(ApiId=api, StageName=..., ...)
# # tables.update_time_to_live(TableName=table, TimeToLiveSpecification={...})
### END SOLUTION

# %% exercise="wire" role="check"
websockets.wire.check()

# %% [markdown]
# ## Watch it
#
# Open both windows and talk. Then let the print room announce a status: nobody asked for it.

# %%
websockets.panel()

# %% [markdown]
# The same as a call, with Eve, who follows another order:

# %%
from lambda_workshop.sections.websockets.panel import converse

converse(websockets, "Is it printed yet?", status="printed")

# %%
websockets.timeline()

# %% [markdown]
# ## Break it
#
# Another shop greets every new customer. Since then its messages reach everybody but the new tab.

# %% exercise="debug" role="setup"
websockets.debug.start()

# %%
websockets.logs("inkwell-websockets-debug-chat")

# %%
print(websockets.file("broken_chat.py"))

# %% [markdown]
# Why does Zoë hear nothing?
#
# - **a** Her tab is put into the table only when it says something.
# - **b** The welcome comes too early, and she is taken for gone.
# - **c** The function's role may not post to her tab.
# - **d** A scan does not show a new item at once.
#
# Name it, and mend the function; the API stays. The welcome may go. Whoever is really gone must still be forgotten.

# %% exercise="debug" role="answer"
### BEGIN SOLUTION
cause = "b"

name = "inkwell-websockets-debug-chat"
too_early = '        post(event, me, {"from": "Inkwell", "text": "Welcome!"})\n'
mended = websockets.file("broken_chat.py").replace(too_early, "")
### STARTER
# cause = None  # "a", "b", "c" or "d"
# mended = websockets.file("broken_chat.py")  # a text: change it with .replace(...), or write it anew
### END SOLUTION

# %% exercise="debug" role="answer"
### BEGIN SOLUTION
import io
import zipfile

package = io.BytesIO()
with zipfile.ZipFile(package, "w") as archive:
    archive.writestr("index.py", mended)
lam.update_function_code(FunctionName=name, ZipFile=package.getvalue())
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
### STARTER
# # Put `mended` into a zip file as index.py, and deploy it with lam.update_function_code(FunctionName=..., ZipFile=...).
### END SOLUTION

# %% exercise="debug" role="check"
websockets.debug.check(cause)

# %% [markdown]
# ## On real AWS
#
# - **Refused:** without `execute-api:ManageConnections` each post is 403. Here every role may post.
# - **Time:** API Gateway closes a connection after 10 idle minutes, and any after 2 hours. This library pings; a browser's page cannot, so it sends a small message in time, and connects again.
# - **Size:** frames over 32 KB end the connection with 1009, binary ones with 1003. A larger proof goes by its S3 address.
# - **Index:** `by-order` follows the table a moment later. A message sent in that moment misses the new tab.
# - **Crowds:** one call posts to one connection, one after the other, within 29 seconds. Large rooms need a queue, or AppSync Events or IoT, which fan out themselves.
# - **Welcome:** answer the client's first message, or let `$connect` call another function asynchronously.
# - **Price:** messages and connection minutes; [AWS's pricing page](https://aws.amazon.com/api-gateway/pricing/) has the figures.
#
# <details><summary>The same wiring with the Serverless Framework</summary>
#
# ```yaml
# provider:
#   websocketsApiName: inkwell-websockets-orders
#   websocketsApiRouteSelectionExpression: $request.body.action
#   environment: {TABLE: !Ref Connections}
#   iam:
#     role:
#       statements:    # the framework itself adds execute-api:ManageConnections
#         - Effect: Allow
#           Action: [dynamodb:PutItem, dynamodb:GetItem, dynamodb:DeleteItem, dynamodb:Query]
#           Resource: [!GetAtt Connections.Arn, !Sub '${Connections.Arn}/index/by-order']
# functions:
#   door:
#     handler: door.door
#     events:
#       - websocket: $connect
#       - websocket: $disconnect
#   chat:
#     handler: index.handler
#     events:
#       - websocket: say
#       - websocket: $default
# ```
#
# </details>
#
# <details><summary>The same wiring with AWS SAM</summary>
#
# ```yaml
# Resources:    # and beside them Door, like Chat, and the table Connections
#   Orders:
#     Type: AWS::Serverless::WebSocketApi
#     Properties:
#       RouteSelectionExpression: $request.body.action
#       StageName: prod
#       Routes:
#         $connect: {FunctionArn: !GetAtt Door.Arn}
#         $disconnect: {FunctionArn: !GetAtt Door.Arn}
#         say: {FunctionArn: !GetAtt Chat.Arn}
#         $default: {FunctionArn: !GetAtt Chat.Arn}
#   Chat:
#     Type: AWS::Serverless::Function
#     Properties:
#       Handler: index.handler
#       Runtime: python3.13
#       Environment: {Variables: {TABLE: !Ref Connections}}
#       Policies:
#         - DynamoDBCrudPolicy: {TableName: !Ref Connections}
#         - Statement:
#           - Effect: Allow
#             Action: execute-api:ManageConnections
#             Resource: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Orders}/prod/POST/@connections/*
# ```
#
# </details>
#
# <!-- further reading -->

# %% [markdown]
# ## Clean up

# %%
websockets.cleanup()

# %% [markdown]
# ## Recap
#
# - What a function returns does not reach the client. Post to the connection, also to the sender's.
# - 410 means gone: delete the id, go on. Before `$connect` has returned, it means *not yet*.
# - Two permissions: the API may call the functions, and the role may post to connections.
#
# <!-- next -->

# %%
websockets.progress()
