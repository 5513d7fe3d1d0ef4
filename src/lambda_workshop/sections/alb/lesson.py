# %% [markdown]
# # Application Load Balancer: the storefront
#
# Inkwell's servers stand behind a load balancer. One of its pages becomes a function, and the address stays.
#
# In this section you
#
# - **predict** what a function sees of a parameter that comes twice,
# - **wire** a listener, a rule and a target group, so that AWS lets them call the function,
# - **mend** a status page that answers 502 since it moved behind the load balancer.
#
# *HTTP API* is the section to compare this one with.

# %%
from lambda_workshop import lesson

alb = lesson("alb")

# %% [markdown]
# ## How it works
#
# ```mermaid
# sequenceDiagram
#     accTitle: The path of a request through a load balancer
#     accDescr: A browser sends GET /prices to the listener on port 80. Its rules look at host and path, in the order of their priority. One forwards the request to a target group, which calls its one function with an event, if the function's policy lets it. The function's return value becomes the answer. What no rule takes, the listener answers with 404 by itself.
#     participant Browser
#     participant Listener as listener, port 80
#     participant Group as target group
#     participant Shop as inkwell-alb-shop
#     Browser->>Listener: GET /prices
#     Listener->>Group: the rule for host and path
#     Group->>Shop: event
#     Shop-->>Browser: return value, as an answer
#     Browser->>Listener: GET /anything
#     Listener-->>Browser: 404, the default action
# ```
#
# <!-- trigger table -->
#
# A **listener** is a port. Its **rules** are the *traffic patterns* of the chapter: tried by priority, the lowest number first, they look at path, host, headers, method, query string or the client's address. The default rule comes last.
#
# A rule forwards to a **target group**. One of the type `lambda` has exactly one function.

# %% [markdown]
# ## Predict
#
# The target group has its default settings. A client asks for `/prices?paper=A4&paper=A3`. What is `event["queryStringParameters"]["paper"]`?
#
# - **a** `"A4"`
# - **b** `"A4,A3"`
# - **c** `["A4", "A3"]`
# - **d** `"A3"`

# %% exercise="predict" role="answer"
### BEGIN SOLUTION
answer = "d"
### STARTER
# answer = None  # "a", "b", "c" or "d"
### END SOLUTION

# %% exercise="predict" role="check"
alb.predict.check(answer)

# %% [markdown]
# ## See it run
#
# This function returns its event, in the form in which a load balancer wants an answer.

# %%
import json


def show(event, context):
    return {
        "statusCode": 200,
        "statusDescription": "200 OK",
        "isBase64Encoded": False,
        "headers": {"content-type": "application/json"},
        "body": json.dumps(event),
    }


# %%
from contextlib import suppress

lam, elb, ec2 = (alb.session.client(name) for name in ("lambda", "elbv2", "ec2"))


def fresh_balancer(name):
    """A new load balancer in two zones; one of the same name goes first, so that the cell can run again."""
    for old in elb.describe_load_balancers()["LoadBalancers"]:
        if old["LoadBalancerName"] == name:
            elb.delete_load_balancer(LoadBalancerArn=old["LoadBalancerArn"])
    usual = ec2.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])["Subnets"]
    by_zone = {subnet["AvailabilityZone"]: subnet["SubnetId"] for subnet in usual}
    made = elb.create_load_balancer(Name=name, Subnets=list(by_zone.values())[:2])
    return made["LoadBalancers"][0]["LoadBalancerArn"]


def fresh_group(name, **settings):
    """A new target group for the function of this name; an old one and its permission go first."""
    for old in [group["TargetGroupArn"] for group in elb.describe_target_groups()["TargetGroups"]]:
        if old.split("/")[1] == name:
            elb.delete_target_group(TargetGroupArn=old)
            with suppress(lam.exceptions.ResourceNotFoundException):
                lam.remove_permission(FunctionName=name, StatementId=old.rpartition("/")[2])
    made = elb.create_target_group(Name=name, TargetType="lambda", **settings)
    return made["TargetGroups"][0]["TargetGroupArn"]


# %% [markdown]
# A load balancer needs subnets in two zones. The permission names the target group, and comes before the function is registered: without it AWS refuses to register.

# %%
hello = alb.deploy("inkwell-alb-hello", show, role=alb.role("inkwell-alb-hello-role"))
balancer = fresh_balancer("inkwell-alb-hello")
group = fresh_group("inkwell-alb-hello")
may_call = lam.add_permission(
    FunctionName="inkwell-alb-hello",
    StatementId=group.rpartition("/")[2],
    Action="lambda:InvokeFunction",
    Principal="elasticloadbalancing.amazonaws.com",
    SourceArn=group,
)
elb.register_targets(TargetGroupArn=group, Targets=[{"Id": hello}])
forward = [{"Type": "forward", "TargetGroupArn": group}]
listener = elb.create_listener(LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=forward)

# %% [markdown]
# On AWS it has a DNS name. Here its address is this one:

# %%
address = alb.address(balancer, "/prices?title=Gr%C3%BC%C3%9Fe&paper=A4&paper=A3")
print(address)

# %%
import urllib.request

print(json.dumps(json.load(urllib.request.urlopen(address)), indent=2))

# %% [markdown]
# Notice four things:
#
# - There is no route: your code chooses by `path` and `httpMethod`.
# - `title` is still `Gr%C3%BC%C3%9Fe`. A load balancer decodes nothing; API Gateway does.
# - `paper` came twice, and the first value is gone.
# - What the request lacks is there, but empty: `body` is `""`.
#
# Set `lambda.multi_value_headers.enabled` of the target group to `true`, and *all* values come as lists. The keys change with it, to `multiValueHeaders` and `multiValueQueryStringParameters`, for the answer's headers too. The function must change at the same moment.

# %% [markdown]
# ## Handle it
#
# Write the storefront, for a target group in the default mode.
#
# - `/prices` with `title`, `paper` and `copies`: 200 with `{"title": ..., "cents": ...}` as JSON. A copy costs 15 cents on A5, 25 on A4, 60 on A3. Without `copies`, 1. The title is what the customer typed.
# - `/logo.gif`: the image in `LOGO`, as `image/gif`.
# - `/health`: 200. The health check sends one header and no parameters.
# - Unknown paper, or copies other than a whole number from 1 to 999: 400. Any other path: 404. Both with `{"error": "<why>"}`.

# %% exercise="handle" role="answer"
### BEGIN SOLUTION
import json
import re
from http import HTTPStatus
from urllib.parse import unquote_plus

CENTS, LOGO = {"A5": 15, "A4": 25, "A3": 60}, "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
PAGES = {"/health": ("ok", "text/plain"), "/logo.gif": (LOGO, "image/gif", True)}


def reply(status, body, kind="application/json", encoded=False):
    about = {"statusCode": status, "statusDescription": f"{status} {HTTPStatus(status).phrase}"}
    return about | {"isBase64Encoded": encoded, "headers": {"content-type": kind}, "body": body}


def handler(event, context):
    if event["path"] in PAGES:
        return reply(200, *PAGES[event["path"]])
    wish = {name: unquote_plus(value) for name, value in event["queryStringParameters"].items()}
    if event["path"] != "/prices":
        return reply(404, json.dumps({"error": "no such page"}))
    paper, copies = wish.get("paper"), wish.get("copies", "1")
    if paper not in CENTS or not re.fullmatch("[1-9][0-9]{0,2}", copies):
        return reply(400, json.dumps({"error": "paper is A3, A4 or A5, copies are from 1 to 999"}))
    return reply(200, json.dumps({"title": wish.get("title", ""), "cents": CENTS[paper] * int(copies)}))


### STARTER
# LOGO = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"  # base64
#
#
# def handler(event, context):
#     """Answer a request that a load balancer hands over."""
#     ...
### END SOLUTION

# %% exercise="handle" role="check"
alb.handle.check(handler)

# %% [markdown]
# ## Wire it
#
# | name | what it must be |
# |---|---|
# | function `inkwell-alb-shop` | your handler |
# | target group `inkwell-alb-shop` | has the function; health checks are on, with the path `/health` |
# | permission | this target group may call the function, no other (its ARN has your account in it) |
# | load balancer `inkwell-alb-store` | in two zones |
# | listener | HTTP on port 80; answers 404 by itself |
# | rule | host `shop.inkwell.localhost` *and* path `/prices` or `/logo.gif`, nothing else: forward to the group |

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
shop = alb.deploy("inkwell-alb-shop", handler, role=alb.role("inkwell-alb-shop-role"))
store = fresh_balancer("inkwell-alb-store")
group = fresh_group("inkwell-alb-shop", HealthCheckEnabled=True, HealthCheckPath="/health")
may_call = lam.add_permission(
    FunctionName="inkwell-alb-shop",
    StatementId=group.rpartition("/")[2],
    Action="lambda:InvokeFunction",
    Principal="elasticloadbalancing.amazonaws.com",
    SourceArn=group,
)
registered = elb.register_targets(TargetGroupArn=group, Targets=[{"Id": shop}])
### STARTER
# # shop = alb.deploy("inkwell-alb-shop", handler, role=alb.role("inkwell-alb-shop-role"))
# # store = fresh_balancer("inkwell-alb-store")
# # group = fresh_group("inkwell-alb-shop", ...), then lam.add_permission(...), then elb.register_targets(...)
### END SOLUTION

# %% [markdown]
# Then what clients reach: the listener and its rule.

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
nothing = {"StatusCode": "404", "ContentType": "text/plain", "MessageBody": "nothing here"}
listener = elb.create_listener(
    LoadBalancerArn=store,
    Protocol="HTTP",
    Port=80,
    DefaultActions=[{"Type": "fixed-response", "FixedResponseConfig": nothing}],
)["Listeners"][0]["ListenerArn"]
rule = elb.create_rule(
    ListenerArn=listener,
    Priority=10,
    Conditions=[
        {"Field": "host-header", "Values": ["shop.inkwell.localhost"]},
        {"Field": "path-pattern", "Values": ["/prices", "/logo.gif"]},
    ],
    Actions=[{"Type": "forward", "TargetGroupArn": group}],
)
### STARTER
# # nothing = {"StatusCode": "404", "ContentType": "text/plain", "MessageBody": "nothing here"}
# # elb.create_listener(..., DefaultActions=[{"Type": "fixed-response", "FixedResponseConfig": nothing}])
# # elb.create_rule(ListenerArn=..., Priority=10, Conditions=[...], Actions=[...])
### END SOLUTION

# %% exercise="wire" role="check"
alb.wire.check()

# %% [markdown]
# ## Watch it
#
# Send requests under one host name or another. Names that end in `.localhost` never leave your machine; on AWS it is your own domain.

# %%
alb.panel()

# %% [markdown]
# The same in a cell, and the three ways over HTTP side by side:

# %%
from lambda_workshop.sections.alb.panel import call, comparison

call(alb, "/logo.gif", host="other.localhost")

# %%
comparison()

# %% [markdown]
# ## Break it
#
# The status page moved from an HTTP API to the load balancer `inkwell-alb-debug`. Its author mended `rawPath`, which a load balancer does not send, and nothing else. Customers read `502 Bad Gateway`.

# %% exercise="debug" role="setup"
alb.debug.start()

# %%
alb.logs("inkwell-alb-debug-status")

# %% [markdown]
# What is the cause?
#
# - **a** What the function returns is not an answer that a load balancer can send.
# - **b** The function's policy does not let the load balancer in.
# - **c** The target group has no target.
# - **d** The function fails before it returns.
#
# Name it, and mend the function; all else stays. An order that does not exist is 404 with `{"error": "no such order"}`. The function as it runs now:

# %%
print(alb.file("broken_status.py"))

# %% exercise="debug" role="answer"
### BEGIN SOLUTION
import json

ORDERS = {
    "o-1042": {"status": "printing", "copies": 12, "paper": "A4"},
    "o-2077": {"status": "shipped", "copies": 3, "paper": "A3"},
    "o-3110": {"status": "paid", "copies": 250, "paper": "A5"},
}


def status(event, context):
    order = event["path"].rpartition("/")[2]
    found = order in ORDERS
    return {
        "statusCode": 200 if found else 404,
        "statusDescription": "200 OK" if found else "404 Not Found",
        "isBase64Encoded": False,
        "headers": {"content-type": "application/json"},
        "body": json.dumps({"order": order, **ORDERS[order]} if found else {"error": "no such order"}),
    }


### STARTER
# # Copy the function from above, call it `status`, and change what must change.
### END SOLUTION

# %% exercise="debug" role="answer"
### BEGIN SOLUTION
cause = "a"

name = "inkwell-alb-debug-status"
lam.update_function_configuration(FunctionName=name, Handler="index.status")
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
lam.update_function_code(FunctionName=name, ZipFile=alb.package(status))
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
### STARTER
# cause = None  # "a", "b", "c" or "d"
# # alb.package(status) is the zip file for lam.update_function_code(FunctionName=..., ZipFile=...);
# # its handler is "index.status": lam.update_function_configuration(FunctionName=..., Handler=...).
### END SOLUTION

# %% exercise="debug" role="check"
alb.debug.check(cause)

# %% [markdown]
# ## On real AWS
#
# - **Refused:** without the permission `RegisterTargets` fails. AWS's page adds `SourceAccount`.
# - **Silent:** a 502 carries no reason. Access logs, once you switch them on, have it as `error_reason`: `LambdaAccessDenied`, `LambdaInvalidResponse`. Put an alarm on `HTTPCode_ELB_5XX_Count`.
# - **Too large:** a body over 1 MB gets 413. A throttled function is a 502 too: reserve concurrency.
# - **HTTPS:** a certificate, a listener on 443, and a redirect from 80.
# - **Who calls:** a listener can ask OpenID Connect, Cognito or a JWT before it forwards. `x-forwarded-for` is what clients say.
# - **Health checks:** off by default for functions. Each one is an invocation that you pay for.
# - **Versions:** register an alias, and the target stays while the code behind it changes.
# - **Network:** security groups guard the load balancer, not the function, which needs no VPC.
# - **Price:** a load balancer costs by the hour, even when nobody calls: [the figures](https://aws.amazon.com/elasticloadbalancing/pricing/).
#
# <details><summary>The function and its rule with the Serverless Framework</summary>
#
# ```yaml
# functions:
#   shop:
#     handler: index.handler
#     events:
#       - alb:
#           listenerArn: !Ref Listener
#           priority: 10
#           conditions:
#             host: shop.inkwell.localhost
#             path: [/prices, /logo.gif]
#           healthCheck: {path: /health}
# ```
#
# </details>
#
# <details><summary>Group, permission and rule with AWS SAM</summary>
#
# SAM has no event of this kind; the resources are CloudFormation's own.
#
# ```yaml
# Resources:
#   MayCall:
#     Type: AWS::Lambda::Permission
#     Properties:
#       FunctionName: !Ref Shop
#       Action: lambda:InvokeFunction
#       Principal: elasticloadbalancing.amazonaws.com
#   Group:
#     Type: AWS::ElasticLoadBalancingV2::TargetGroup
#     DependsOn: MayCall
#     Properties:
#       TargetType: lambda
#       HealthCheckEnabled: true
#       HealthCheckPath: /health
#       Targets: [{Id: !GetAtt Shop.Arn}]
#   Rule:
#     Type: AWS::ElasticLoadBalancingV2::ListenerRule
#     Properties:
#       ListenerArn: !Ref Listener
#       Priority: 10
#       Conditions:
#         - {Field: host-header, Values: [shop.inkwell.localhost]}
#         - {Field: path-pattern, Values: [/prices, /logo.gif]}
#       Actions: [{Type: forward, TargetGroupArn: !Ref Group}]
# ```
#
# CloudFormation registers the target as it makes the group, so the permission comes first, and cannot name the group: narrow it afterwards. The Serverless Framework adds a permission without a source, too.
#
# </details>
#
# <!-- further reading -->

# %% [markdown]
# ## Clean up

# %%
alb.cleanup()

# %% [markdown]
# ## Recap
#
# - A load balancer infers nothing: without `statusCode` the client gets 502.
# - Parameters come encoded, and the last of several wins, unless multi-value headers are on.
# - Rules choose by host and path; the permission names the target group.
#
# <!-- next -->

# %%
alb.progress()
