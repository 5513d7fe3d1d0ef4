"""The wiring of the orders API: routes, format, a JWT authorizer, CORS, permission; and requests that go through it."""

from __future__ import annotations

from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Passed
from lambda_workshop.cloud import Cloud, addresses, functions, http_apis, web
from lambda_workshop.cloud.functions import Function
from lambda_workshop.cloud.http_apis import HttpApi
from lambda_workshop.sections.http_api.customers import POOL, signed_in
from lambda_workshop.sections.http_api.names import API, SHOP, SITE
from lambda_workshop.sections.http_api.orders import exchange, order_of, price_of, random_order

ROUTES = ("GET /prices/{paper}", "POST /orders", "GET /me")

wire = Exercise(
    "wire",
    title="The API",
    points=4,
    hints=(
        "Walk with a request: an API and a stage take it, a route picks an integration, the function's policy lets it "
        "in. Which of them is missing?",
        "`create_integration` wants `PayloadFormatVersion`. The authorizer belongs to one route: "
        "`AuthorizationType='JWT'` and its id. CORS is a setting of the API. `AutoDeploy=True` is one of the stage.",
        "`create_authorizer(ApiId=api, Name='customers', AuthorizerType='JWT', "
        "IdentitySource=['$request.header.Authorization'], JwtConfiguration={'Issuer': ana.issuer, 'Audience': "
        "[ana.audience]})`, and `add_permission(..., SourceArn=f'arn:aws:execute-api:us-east-1:{account}:{api}/*')`.",
    ),
    resources=(API, SHOP),
)


@wire.step(f"The function `{SHOP}` exists")
def function(cloud: Cloud) -> Passed:
    found = functions.find(cloud, SHOP)
    if found is None:
        raise NotAttempted(f"there is no function `{SHOP}`", advice="deploy your handler under exactly this name")
    return Passed(found, found=f"`{SHOP}` is there")


@wire.step(f"The HTTP API `{API}` exists, once")
def api(cloud: Cloud) -> Passed:
    found = http_apis.named(cloud, API)
    if not found:
        raise NotAttempted(f"there is no HTTP API called `{API}`", advice="create it with `gateway.create_api`")
    if len(found) > 1:
        raise NotYet(
            f"{len(found)} APIs are called `{API}`: AWS lets several have the same name",
            expected="one",
            advice="delete all but one with `gateway.delete_api(ApiId=...)`",
        )
    return Passed(found[0], found=f"its id is {found[0].id}")


@wire.step("The stage `$default` deploys every change")
def stage(api: HttpApi) -> Passed:
    found = api.stages.get("$default")
    if found is None:
        others = ", ".join(f"`{name}`" for name in api.stages) or "none"
        raise NotYet(
            f"the API's stages: {others}",
            expected="`$default`, which serves the API without a name in its address",
            advice="call `gateway.create_stage(ApiId=..., StageName='$default', AutoDeploy=True)`",
        )
    if not found.get("AutoDeploy"):
        raise NotYet(
            "`$default` does not deploy by itself: clients see the last deployment, or nothing",
            expected="`AutoDeploy=True`",
            advice="call `gateway.update_stage(ApiId=..., StageName='$default', AutoDeploy=True)`",
        )
    return Passed(found="`$default` deploys by itself")


@wire.step("Three routes hand their requests to the function, in format 2.0")
def routes(api: HttpApi, function: Function) -> Passed:
    for key in ROUTES:
        route = api.routes.get(key)
        if route is None:
            there = ", ".join(f"`{name}`" for name in api.routes) or "none"
            raise NotYet(
                f"there is no route `{key}`; there are: {there}",
                expected=f"`{key}`, letter by letter",
                advice="call `gateway.create_route`",
            )
        if route.function.partition(":$")[0] != function.arn:
            raise NotYet(
                f"`{key}` leads to `{route.function or 'nothing'}`",
                expected=f"`{function.arn}`",
                advice="give the route `Target=f'integrations/{integration_id}'`",
            )
        if route.payload != "2.0":
            raise NotYet(
                f"the integration of `{key}` has payload format {route.payload}",
                expected="2.0, which your handler reads",
                advice="set `PayloadFormatVersion='2.0'` with `gateway.update_integration`",
            )
    return Passed(found="all three lead to the function")


@wire.step("`GET /me` asks for a customer's token, the others ask for none")
def authorizer(cloud: Cloud, api: HttpApi, routes: object) -> Passed:
    found: Any = api.routes["GET /me"].authorizer
    if found.get("AuthorizerType") != "JWT":
        raise NotYet(
            f"`GET /me` has {'a ' + found['AuthorizerType'] if found else 'no'} authorizer",
            expected="a JWT authorizer: API Gateway itself checks the token",
            advice="set `AuthorizationType='JWT'` and `AuthorizerId` of the route",
        )
    customer = signed_in(cloud, "ana")
    settings = found.get("JwtConfiguration", {})
    for key, given, wanted in (
        ("Issuer", settings.get("Issuer"), customer.issuer),
        ("Audience", settings.get("Audience"), [customer.audience]),
    ):
        if given != wanted:
            raise NotYet(
                f"the authorizer's `{key}` is `{given}`",
                expected=f"`{wanted}`, from `{POOL}`",
                advice="take `ana.issuer` and `[ana.audience]`",
            )
    if closed := [key for key in ROUTES[:2] if api.routes[key].authorizer]:
        raise NotYet(
            f"`{closed[0]}` asks for a token too",
            expected="everybody may read prices and order",
            advice="leave the authorizer out",
        )
    return Passed(found=f"tokens of `{POOL}` for its app are let in")


@wire.step(f"Pages of {SITE} may call it")
def cross_origin(api: HttpApi) -> Passed:
    lists = ("AllowOrigins", "AllowMethods", "AllowHeaders")
    cors = {name: {str(item).lower() for item in api.cors.get(name) or ()} for name in lists}
    wanted = {
        "AllowOrigins": {SITE},
        "AllowMethods": {"get", "post"},
        "AllowHeaders": {"authorization", "content-type", "idempotency-key"},
    }
    if "*" in cors.get("AllowOrigins", ()):
        raise NotYet(
            "`AllowOrigins` is `*`: pages of every site may call the API",
            expected=f"`['{SITE}']`",
            advice="set `CorsConfiguration` with `gateway.update_api`",
        )
    for name, values in wanted.items():
        given = cors.get(name, set())
        if missing := sorted(values - given if "*" not in given else ()):
            raise NotYet(
                f"`{name}` lacks {', '.join(missing)}",
                expected=", ".join(sorted(values)),
                advice="set `CorsConfiguration` with `gateway.update_api`",
            )
    return Passed(found="origin, methods and headers are allowed")


@wire.step("The function lets this API call it, and no other")
def permission(cloud: Cloud, api: HttpApi, function: Function) -> Passed:
    for key in ROUTES:
        arn = http_apis.source_arn(cloud, api.id, key)
        if why := functions.refusal(cloud, SHOP, http_apis.GATEWAY, source_arn=arn, source_account=cloud.account):
            raise NotYet(
                f"API Gateway may not call the function: {why}",
                expected=f"principal `{http_apis.GATEWAY}`, and a source ARN that covers `{arn}`",
                advice=f"`lam.add_permission(..., SourceArn='{http_apis.source_arn(cloud, api.id, '*', stage='*')}')`",
            )
    if wide := http_apis.too_wide(cloud, SHOP):
        raise NotYet(
            f"the statement `{wide.sid}` lets every API call the function, also those of other accounts",
            expected=f"a `SourceArn` that begins with this API: `...:{api.id}/`",
            advice="remove it with `lam.remove_permission`, and add one with `SourceArn`",
        )
    return Passed(found=f"`{api.id}` alone may call")


@wire.step("Random requests go through", weight=2, needs=("stage", "routes", "permission"))
def answered(cloud: Cloud, api: HttpApi, random: Random) -> Passed:
    base = addresses.address(cloud, api.id, kind="http", stage="$default")
    paper, copies, key = random_order(random)
    price = web.request(f"{base}/prices/{paper}?copies={copies}")
    _expect(f"GET /prices/{paper}?copies={copies}", price, 200, price_of(paper, copies))
    order = web.request(
        f"{base}/orders",
        "POST",
        headers=[("Idempotency-Key", key), ("Content-Type", "application/json")],
        body=f'{{"paper": "{paper}", "copies": {copies}}}',
    )
    evidence = exchange("POST /orders", order)
    _expect("POST /orders", order, 201, order_of(paper, copies, key))
    return Passed(found=f"a price, and the order {key}", evidence=evidence)


@wire.step("Who is not signed in is not let in", needs=("authorizer", "answered"))
def guarded(cloud: Cloud, api: HttpApi, random: Random) -> Passed:
    base = addresses.address(cloud, api.id, kind="http", stage="$default")
    name = f"zoe-{random.randrange(16**8):08x}"
    token = signed_in(cloud, name).token
    for what, headers in (("without a token", []), ("with a forged one", [("Authorization", f"Bearer {token[:-8]}x")])):
        refused = web.request(f"{base}/me", headers=headers)
        if refused.status != 401:
            raise NotYet(
                f"`GET /me` {what} answered {refused.status}",
                expected="401, from API Gateway itself",
                advice="give the route the authorizer, and its stage a deployment",
                evidence=exchange(f"GET /me, {what}", refused),
            )
    reply = web.request(f"{base}/me", headers=[("Authorization", f"Bearer {token}")])
    _expect(f"GET /me, signed in as {name}", reply, 200, {"customer": name})
    return Passed(found=f"401 without a token; {name} is let in", evidence=exchange("GET /me", reply))


@wire.step("A browser's question is answered without the function", needs=("cross_origin", "answered"))
def preflight(cloud: Cloud, api: HttpApi) -> Passed:
    base = addresses.address(cloud, api.id, kind="http", stage="$default")
    question = [("Origin", SITE), ("Access-Control-Request-Method", "POST")]
    reply = web.request(f"{base}/orders", "OPTIONS", headers=question)
    shown = exchange("OPTIONS /orders", reply)
    if reply.status != 204 or reply.header("access-control-allow-origin") != SITE:
        raise NotYet(
            f"OPTIONS answered {reply.status}",
            expected=f"204 with `access-control-allow-origin: {SITE}`",
            advice="look at `CorsConfiguration` of the API",
            evidence=shown,
        )
    return Passed(found=f"204, and {SITE} is allowed", evidence=shown)


def _expect(line: str, reply: web.Reply, status: int, wanted: Any) -> None:
    if (reply.status, reply.value) != (status, wanted):
        raise NotYet(
            f"{line} answered {reply.status}: `{reply.text}`",
            expected=f"{status} and `{wanted}`",
            advice=f"500 comes without a reason: look at `http_api.logs('{SHOP}')`"
            if reply.status == 500
            else "deploy the handler that passed `http_api.handle.check(handler)`",
            evidence=exchange(line, reply),
        )
