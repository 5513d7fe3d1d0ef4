"""The wiring of the orders API: methods, a token, a key, a deployment, permissions; and requests that go through it."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Passed
from lambda_workshop.cloud import Cloud, addresses, functions, web
from lambda_workshop.cloud.functions import Function
from lambda_workshop.sections.rest_api import apis
from lambda_workshop.sections.rest_api.apis import RestApi
from lambda_workshop.sections.rest_api.names import API, DOOR, KEY, PLAN, SHOP, STAGE
from lambda_workshop.sections.rest_api.orders import SITE, exchange, order_of, price_of, random_order, token_of

PRICE, ORDER = "GET /prices/{paper}", "POST /orders"

wire = Exercise(
    "wire",
    title="The API",
    points=5,
    hints=(
        "Walk with a request: a stage serves a deployment, a method asks for a key or a token, an integration calls "
        "the function, the function's policy lets it in. What is missing? Was it there when you deployed?",
        "`authorizationType='CUSTOM'` with `authorizerId` guards one method, `apiKeyRequired=True` another. A key is "
        "worth nothing until it is in a usage plan that names the stage. Deploy last.",
        "`gateway.put_method(restApiId=api, resourceId=orders, httpMethod='POST', authorizationType='CUSTOM', "
        "authorizerId=guard)`, then `put_integration(..., type='AWS_PROXY', integrationHttpMethod='POST', uri=...)`, "
        "then `create_deployment(restApiId=api, stageName='prod')`, then the plan with `apiStages`.",
    ),
    resources=(API, SHOP, PLAN, KEY),
)


@wire.step(f"The function `{SHOP}` exists")
def function(cloud: Cloud) -> Passed:
    found = functions.find(cloud, SHOP)
    if found is None:
        raise NotAttempted(f"there is no function `{SHOP}`", advice="deploy your handler under exactly this name")
    return Passed(found, found=f"`{SHOP}` is there")


@wire.step(f"The REST API `{API}` exists, once")
def api(cloud: Cloud) -> Passed:
    found = apis.named(cloud, API)
    if not found:
        raise NotAttempted(f"there is no REST API called `{API}`", advice="create it with `gateway.create_rest_api`")
    if len(found) > 1:
        raise NotYet(
            f"{len(found)} APIs are called `{API}`: AWS lets several have the same name",
            expected="one",
            advice="delete all but one with `gateway.delete_rest_api(restApiId=...)`",
        )
    return Passed(found[0], found=f"its id is {found[0].id}")


@wire.step("Both methods hand their requests to the function")
def methods(api: RestApi, function: Function) -> Passed:
    for key in (PRICE, ORDER):
        method = api.methods.get(key)
        if method is None:
            there = ", ".join(f"`{name}`" for name in api.methods) or "none"
            raise NotYet(
                f"there is no method `{key}`; there are: {there}",
                expected=f"`{key}`, letter by letter",
                advice="make the resource, then call `gateway.put_method`",
            )
        integration = method.settings.get("methodIntegration") or {}
        if method.function.partition(":$")[0] != function.arn:
            raise NotYet(
                f"`{key}` has the integration {integration.get('type', '(none)')} to `{integration.get('uri', '')}`",
                expected=f"AWS_PROXY to `{function.arn}`",
                advice="call `gateway.put_integration` with `type='AWS_PROXY'` and `uri=invoke(shop)`",
            )
        if integration.get("httpMethod") != "POST":
            raise NotYet(
                f"works here, but AWS would refuse it: `{key}` calls Lambda with {integration.get('httpMethod')}",
                expected="POST: that is how Lambda is called, whatever the client's method is",
                advice="set `integrationHttpMethod='POST'`",
            )
    return Passed(found="both are proxy integrations to the function")


@wire.step("Orders need a token, prices a partner's key")
def guards(api: RestApi, methods: object) -> Passed:
    order, price = api.methods[ORDER].settings, api.methods[PRICE].settings
    guard = api.authorizers.get(str(order.get("authorizerId", "")), {})
    if order.get("authorizationType") != "CUSTOM" or guard.get("type") != "TOKEN":
        raise NotYet(
            f"`{ORDER}` has authorization {order.get('authorizationType')} {guard.get('type', '')}".rstrip(),
            expected="CUSTOM, with your TOKEN authorizer",
            advice="call `gateway.put_method` with `authorizationType='CUSTOM'` and `authorizerId`",
        )
    if DOOR not in str(guard.get("authorizerUri")):
        raise NotYet(
            f"the authorizer calls `{guard.get('authorizerUri')}`",
            expected=f"`{DOOR}`",
            advice="give it `authorizerUri=invoke(door_arn)`",
        )
    if not price.get("apiKeyRequired"):
        raise NotYet(
            f"`{PRICE}` asks for no API key",
            expected="`apiKeyRequired=True`",
            advice="change the method with `gateway.update_method`, or put it anew",
        )
    return Passed(found="CUSTOM for orders, an API key for prices")


@wire.step("A usage plan joins the key to the stage")
def plan(cloud: Cloud, api: RestApi) -> Passed:
    gateway = cloud.client("apigateway")
    plans = [item for item in gateway.get_usage_plans()["items"] if item["name"] == PLAN]
    if not plans:
        raise NotYet(
            f"there is no usage plan `{PLAN}`",
            expected="a plan: a key without one opens nothing",
            advice="call `gateway.create_usage_plan`, then `create_usage_plan_key`",
        )

    def stages_of(plan: dict[str, Any]) -> list[tuple[str, str]]:
        return [(item["apiId"], item["stage"]) for item in plan.get("apiStages", [])]

    # Every run of the cell makes a plan more: the one for this API counts.
    mine = next((item for item in plans if (api.id, STAGE) in stages_of(item)), None)
    if mine is None:
        stages = stages_of(plans[-1])
        raise NotYet(
            f"the plan serves {stages or 'no stage'}",
            expected=f"`{api.id}`, `{STAGE}`",
            advice=f"give it `apiStages=[{{'apiId': api, 'stage': '{STAGE}'}}]`",
        )
    if not mine.get("throttle", {}).get("rateLimit"):
        raise NotYet(
            "the plan limits nothing: one partner's loop may use up everybody's requests",
            expected="`throttle` with `rateLimit` and `burstLimit`",
            advice="give it `throttle={'rateLimit': 20, 'burstLimit': 40}`",
        )
    keys = gateway.get_usage_plan_keys(usagePlanId=mine["id"])["items"]
    found = next((item for item in keys if item["name"] == KEY), None)
    if found is None:
        raise NotYet(
            f"the plan has no key `{KEY}`",
            expected=f"`{KEY}`",
            advice="call `gateway.create_usage_plan_key(usagePlanId=..., keyId=..., keyType='API_KEY')`",
        )
    value = gateway.get_api_key(apiKey=found["id"], includeValue=True)["value"]
    return Passed(value, found=f"`{KEY}` opens `{STAGE}`")


@wire.step("This API may call both functions, and no other may")
def permission(cloud: Cloud, api: RestApi, function: Function) -> Passed:
    guards = {str(item.get("authorizerUri")): number for number, item in api.authorizers.items()}
    guard = next((number for uri, number in guards.items() if DOOR in uri), "none")
    wanted = [(SHOP, apis.source_arn(cloud, api.id, key, stage=STAGE)) for key in (PRICE, ORDER)]
    wanted.append((DOOR, f"arn:aws:execute-api:{cloud.region}:{cloud.account}:{api.id}/authorizers/{guard}"))
    for name, arn in wanted:
        if why := functions.refusal(cloud, name, apis.GATEWAY, source_arn=arn, source_account=cloud.account):
            raise NotYet(
                f"works here, but AWS would refuse it: {why}",
                expected=f"principal `{apis.GATEWAY}`, and a source ARN that covers `{arn}`",
                advice="call `lam.add_permission` for the API, or for its methods and its authorizer one by one",
            )
    foreign = apis.source_arn(cloud, "anotherapi", "GET /", stage=STAGE)
    wide = functions.decision(cloud, SHOP, apis.GATEWAY, source_arn=foreign)
    if wide.allowed and wide.statement:
        raise NotYet(
            f"the statement `{wide.statement.sid}` lets every API call the function, also those of other accounts",
            expected=f"a `SourceArn` that begins with this API: `...:{api.id}/`",
            advice="remove it with `lam.remove_permission`, and add one with `SourceArn`",
        )
    return Passed(found=f"`{api.id}` alone may call")


@wire.step("Random prices come for the partner's key", weight=2, needs=("methods", "plan", "permission"))
def priced(cloud: Cloud, api: RestApi, plan: str, random: Random) -> Passed:
    paper, copies, _key = random_order(random)
    path = f"/prices/{paper}?copies={copies}&finish=matt&finish=border"
    reply = web.request(_base(cloud, api) + path, headers=[("x-api-key", plan)])
    _expect(f"GET {path}", reply, 200, price_of(paper, copies, ["matt", "border"]))
    refused = web.request(_base(cloud, api) + path)
    _expect_refusal(f"GET {path}, without a key", refused, 403)
    return Passed(found="a price for the key, 403 without it", evidence=exchange(f"GET {path}", reply))


@wire.step("Without a token there is no order", weight=2, needs=("methods", "guards", "permission"))
def ordered(cloud: Cloud, api: RestApi, random: Random) -> Passed:
    url = _base(cloud, api) + "/orders"
    paper, copies, key = random_order(random)
    body = json.dumps({"paper": paper, "copies": copies})
    common = [("Content-Type", "application/json"), ("idempotency-key", key)]
    name = f"zoe-{random.randrange(16**6):06x}"
    forged = token_of(name)[:-4] + "zzzz"
    for what, headers in (("without a token", []), ("with a forged one", [("Authorization", forged)])):
        refused = web.request(url, "POST", headers=[*common, *headers], body=body)
        _expect_refusal(f"POST /orders, {what}", refused, 401)
    token = [("Authorization", token_of(name))]
    reply = web.request(url, "POST", headers=[*common, *token], body=body)
    _expect("POST /orders", reply, 201, order_of(paper, copies, key, name))
    return Passed(found=f"401 without a token; {name} orders", evidence=exchange("POST /orders", reply))


@wire.step("A page of the shop may order", needs=("ordered",))
def preflight(cloud: Cloud, api: RestApi) -> Passed:
    question = [("Origin", SITE), ("Access-Control-Request-Method", "POST")]
    reply = web.request(_base(cloud, api) + "/orders", "OPTIONS", headers=question)
    shown = exchange("OPTIONS /orders", reply)
    allowed = reply.header("access-control-allow-headers").lower()
    if (
        reply.status not in (200, 204)
        or reply.header("access-control-allow-origin") != SITE
        or not all(name in allowed for name in ("authorization", "content-type", "idempotency-key"))
    ):
        raise NotYet(
            f"OPTIONS answered {reply.status}",
            expected=f"204 with `access-control-allow-origin: {SITE}` and the three headers allowed",
            advice="call `allow_pages(api, orders)`, and deploy after it; the browser's question carries no token",
            evidence=shown,
        )
    return Passed(found=f"{reply.status}, and {SITE} is allowed", evidence=shown)


def _base(cloud: Cloud, api: RestApi) -> str:
    if STAGE not in api.stages:
        raise NotYet(
            f"the API has {', '.join(api.stages) or 'no stage'}",
            expected=f"the stage `{STAGE}`: nothing answers before a deployment",
            advice=f"call `gateway.create_deployment(restApiId=api, stageName='{STAGE}')`",
        )
    return addresses.address(cloud, api.id, kind="rest", stage=STAGE)


def _expect_refusal(line: str, reply: web.Reply, status: int) -> None:
    if reply.status != status:
        raise NotYet(
            f"{line}, answered {reply.status}",
            expected=f"{status}, from API Gateway itself",
            advice=_LATE if reply.status < 500 else "look at the door's log",
            evidence=exchange(line, reply),
        )


_LATE = "the method is guarded, but a stage serves the API as it was deployed: `create_deployment` once more"


def _expect(line: str, reply: web.Reply, status: int, wanted: Any) -> None:
    if (reply.status, reply.value) != (status, wanted):
        advice = "deploy the handler that passed `rest_api.handle.check(handler)`"
        if reply.status == 403:
            advice = _LATE.replace("the method is guarded", "403 is also what an unknown path gets")
        elif reply.status >= 500:
            advice = f"{reply.status} comes without a reason: look at `rest_api.logs('{SHOP}')`"
        raise NotYet(
            f"{line} answered {reply.status}: `{reply.text}`",
            expected=f"{status} and `{json.dumps(wanted)}`",
            advice=advice,
            evidence=exchange(line, reply),
        )
