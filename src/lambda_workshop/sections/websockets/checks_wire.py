"""The wiring of the chat: routes, permissions, the right to post, a table that forgets; and tabs that talk through it."""

from __future__ import annotations

from random import Random

from botocore.exceptions import ClientError

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Passed
from lambda_workshop.cloud import Cloud, TimedOut, addresses, functions, http_apis, logs, missing, roles, until
from lambda_workshop.cloud.functions import Function
from lambda_workshop.cloud.http_apis import HttpApi
from lambda_workshop.sections.websockets.room import (
    ACTION,
    API,
    CHAT,
    DOOR,
    FORGET,
    FRAME,
    INDEX,
    ROUTES,
    STAGE,
    TABLE,
    drop,
    keep,
    kept,
    long_text,
    new_connection_id,
    new_name,
    new_order,
    new_text,
    said,
)
from lambda_workshop.sections.websockets.tabs import NotLetIn, Tab

MANAGE = "execute-api:ManageConnections"

wire = Exercise(
    "wire",
    title="The chat's API",
    points=4,
    hints=(
        "Walk with a message: the API picks a route, the route a function, whose policy lets it in. Then walk back: what "
        "must the function be allowed to read, and to post to?",
        "`create_api` wants `RouteSelectionExpression='$request.body.action'`. There are two functions, so two integrations "
        "and two permissions. The right to post is `execute-api:ManageConnections`, the table forgets with "
        "`update_time_to_live`.",
        "The rights: `{'Action': ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:DeleteItem'], 'Resource': [table_arn, "
        "f'{table_arn}/index/by-order']}` and `{'Action': 'execute-api:ManageConnections', 'Resource': "
        "f'arn:aws:execute-api:us-east-1:{account}:{api}/prod/POST/@connections/*'}`.",
    ),
    resources=(API, CHAT),
)


@wire.step(f"The WebSocket API `{API}` exists, once")
def api(cloud: Cloud) -> Passed:
    found = http_apis.named(cloud, API, protocol="WEBSOCKET")
    if not found and http_apis.named(cloud, API):
        raise NotYet(
            f"`{API}` is an HTTP API",
            expected="a WebSocket API",
            advice="delete it, and create one with `ProtocolType='WEBSOCKET'`: the protocol cannot be changed",
        )
    if not found:
        raise NotAttempted(f"there is no WebSocket API called `{API}`", advice="create it with `gateway.create_api`")
    if len(found) > 1:
        raise NotYet(
            f"{len(found)} APIs are called `{API}`: AWS lets several have the same name",
            expected="one",
            advice="delete all but one with `gateway.delete_api(ApiId=...)`",
        )
    return Passed(found[0], found=f"its id is {found[0].id}")


@wire.step("A message takes the route that its `action` names")
def selection(api: HttpApi) -> Passed:
    if api.selection.replace("{", "").replace("}", "") != ACTION:
        raise NotYet(
            f"the route selection expression is `{api.selection}`",
            expected=f"`{ACTION}`",
            advice=f"`gateway.update_api(ApiId=..., RouteSelectionExpression='{ACTION}')`",
        )
    return Passed(found=f"`{api.selection}`")


@wire.step(f"The functions `{DOOR}` and `{CHAT}` exist, and know the table")
def chat(cloud: Cloud) -> Passed:
    if functions.find(cloud, DOOR) is None:
        raise NotAttempted(f"there is no function `{DOOR}`", advice="run the given cells of *Wire it*")
    found = functions.find(cloud, CHAT)
    if found is None:
        raise NotAttempted(f"there is no function `{CHAT}`", advice="deploy your handler under exactly this name")
    if found.environment.get("TABLE") != TABLE:
        raise NotYet(
            f"`TABLE` of `{CHAT}` is `{found.environment.get('TABLE', '')}`",
            expected=f"`{TABLE}`",
            advice=f"deploy it with `environment={{'TABLE': '{TABLE}'}}`",
        )
    return Passed(found, found=f"`{CHAT}` keeps to `{TABLE}`")


@wire.step("Four routes lead to the two functions")
def routes(api: HttpApi, chat: Function) -> Passed:
    for key, name in ROUTES.items():
        route = api.routes.get(key)
        if route is None:
            there = ", ".join(f"`{name}`" for name in api.routes) or "none"
            raise NotYet(
                f"there is no route `{key}`; there are: {there}",
                expected=f"`{key}`, letter by letter",
                advice="call `gateway.create_route`",
            )
        if route.function.partition(":function:")[2].partition(":")[0] != name:
            raise NotYet(
                f"`{key}` leads to `{route.function or 'nothing'}`",
                expected=f"`{name}`",
                advice="give the route `Target=f'integrations/{integration_id}'`, the integration's type is `AWS_PROXY`",
            )
    return Passed(found="all four")


@wire.step(f"The stage `{STAGE}` deploys every change")
def stage(api: HttpApi) -> Passed:
    found = api.stages.get(STAGE)
    if found is None:
        others = ", ".join(f"`{name}`" for name in api.stages) or "none"
        raise NotYet(
            f"the API's stages: {others}",
            expected=f"`{STAGE}`: it stands in the address of clients and of `@connections`",
            advice=f"call `gateway.create_stage(ApiId=..., StageName='{STAGE}', AutoDeploy=True)`",
        )
    if not found.get("AutoDeploy"):
        raise NotYet(
            f"`{STAGE}` does not deploy by itself: clients meet the last deployment, or nothing",
            expected="`AutoDeploy=True`",
            advice=f"call `gateway.update_stage(ApiId=..., StageName='{STAGE}', AutoDeploy=True)`",
        )
    return Passed(found=f"`{STAGE}` deploys by itself")


@wire.step("Both functions let this API call them, and not every API")
def permission(cloud: Cloud, api: HttpApi, chat: Function) -> Passed:
    for key, name in ROUTES.items():
        arn = http_apis.source_arn(cloud, api.id, key, stage=STAGE)
        if why := functions.refusal(cloud, name, http_apis.GATEWAY, source_arn=arn, source_account=cloud.account):
            raise NotYet(
                f"API Gateway may not call `{name}` for `{key}`: {why}",
                expected=f"principal `{http_apis.GATEWAY}`, and a source ARN that covers `{arn}`",
                advice="`lam.add_permission(..., SourceArn="
                f"'arn:aws:execute-api:{cloud.region}:{cloud.account}:{api.id}/*')`",
            )
    for name in (DOOR, CHAT):
        if wide := http_apis.too_wide(cloud, name):
            raise NotYet(
                f"the statement `{wide.sid}` lets every API call `{name}`, also those of other accounts",
                expected=f"a `SourceArn` that begins with this API: `...:{api.id}/`",
                advice="remove it with `lam.remove_permission`, and add one with `SourceArn`",
            )
    return Passed(found=f"`{api.id}` may call both")


@wire.step("AWS lets the chat read the table, and post to connections")
def rights(cloud: Cloud, api: HttpApi, chat: Function) -> Passed:
    role = roles.name_of(chat.role)
    table = f"arn:aws:dynamodb:{cloud.region}:{cloud.account}:table/{TABLE}"
    connection = (
        f"arn:aws:execute-api:{cloud.region}:{cloud.account}:{api.id}/{STAGE}/POST/@connections/QRUpAMngHiMiGck="
    )
    wanted = (
        (MANAGE, connection, "403 `ForbiddenException` for every post"),
        ("dynamodb:GetItem", table, "the sender is not found"),
        ("dynamodb:Query", f"{table}/index/{INDEX}", "an index is a resource of its own"),
        ("dynamodb:DeleteItem", table, "who is gone is tried for ever"),
    )
    if not roles.trusts(cloud, chat.role, "lambda.amazonaws.com"):
        raise NotYet(
            f"works here, but AWS would refuse it: Lambda may not assume the role `{role}`",
            expected="a role whose trust policy names `lambda.amazonaws.com`",
            advice="make the role with `websockets.role(...)`, and deploy the function with its ARN",
        )
    for action, resource, why in wanted:
        if not roles.allowed(cloud, chat.role, action, resource):
            raise NotYet(
                f"works here, but AWS would refuse it: the role `{role}` does not allow {action} ({why})",
                expected=f"{action} on `{resource}`",
                advice="add it to the `policies` of the role",
            )
    return Passed(found=f"`{role}` may do all four: {', '.join(action for action, _resource, _why in wanted)}")


@wire.step("The table forgets connections that AWS has closed")
def forgets(cloud: Cloud, chat: Function) -> Passed:
    try:
        found = cloud.client("dynamodb").describe_time_to_live(TableName=TABLE)["TimeToLiveDescription"]
    except ClientError as error:
        if not missing(error):
            raise
        raise NotAttempted(f"there is no table `{TABLE}`", advice="run the given cells of *Wire it*") from error
    if found.get("TimeToLiveStatus") not in ("ENABLED", "ENABLING") or found.get("AttributeName") != FORGET:
        raise NotYet(
            f"time to live is {found.get('TimeToLiveStatus', 'DISABLED')}"
            + (f", on `{found['AttributeName']}`" if found.get("AttributeName") else ""),
            expected=f"enabled, on `{FORGET}`: no connection lasts longer than 2 hours, and `$disconnect` is best effort",
            advice=f"`tables.update_time_to_live(TableName='{TABLE}', TimeToLiveSpecification={{'Enabled': True, "
            f"'AttributeName': '{FORGET}'}})`",
        )
    return Passed(found=f"items go at the time in `{FORGET}`")


@wire.step(
    "What one tab says, every tab of the order hears, and no other", weight=2, needs=("routes", "stage", "permission")
)
def talk(cloud: Cloud, api: HttpApi, chat: Function, random: Random) -> Passed:
    since, order = logs.now_ms(), new_order(random)
    url = addresses.address(cloud, api.id, kind="websocket", stage=STAGE)
    names = [new_name(random) for _ in range(3)]
    try:
        with (
            Tab(url, names[0], order) as first,
            Tab(url, names[1], order) as second,
            Tab(url, names[2], new_order(random)) as other,
        ):
            for speaker in (first, second):
                wanted = {"from": speaker.name, "text": new_text(random)}
                speaker.say(wanted["text"])
                for tab in (first, second):
                    if tab.hears(wanted) is None:
                        raise NotYet(
                            f"{tab.name} of {order} heard {tab.heard or 'nothing'}",
                            expected=f"`{wanted}`, said by {speaker.name} of the same order",
                            advice=f"look at `websockets.logs('{CHAT}')`",
                            evidence=_evidence(cloud, since),
                        )
            if other.listen():
                raise NotYet(
                    f"a tab of another order heard {other.heard}",
                    expected="nothing",
                    advice="deploy the handler that passed `websockets.handle.check(handler)`",
                    evidence=_evidence(cloud, since),
                )
    except NotLetIn as error:
        raise NotYet(
            f"a tab is not let in: {error}",
            expected="a handshake, answered with 101",
            advice=f"look at `websockets.logs('{DOOR}')`: it answers `$connect`",
            evidence=_evidence(cloud, since),
        ) from error
    return Passed(
        url, found=f"two tabs of {order} heard both messages, a third nothing", evidence=_evidence(cloud, since)
    )


@wire.step("A long message goes through, in frames of 32 KB")
def long(cloud: Cloud, talk: str, random: Random) -> Passed:
    since, order, text = logs.now_ms(), new_order(random), long_text(random)
    with Tab(talk, new_name(random), order) as tab:
        tab.say(text)
        found = tab.hears({"text": text})
        if found is None:
            raise NotYet(
                f"a text of {len(text.encode())} bytes did not come back: {_shortened(tab.heard)}",
                expected="a message of at most 128 KB, in which no letter is written as `\\uXXXX`",
                advice="deploy the handler that passed `websockets.handle.check(handler)`",
                evidence=_evidence(cloud, since),
            )
    return Passed(found=f"{len(text.encode())} bytes, in frames of at most {FRAME} bytes each")


@wire.step("Who is gone is forgotten: a tab that closed, and one that vanished")
def forgotten(cloud: Cloud, talk: str, random: Random) -> Passed:
    since, order, dead = logs.now_ms(), new_order(random), new_connection_id(random)
    with Tab(talk, new_name(random), order) as tab:
        keep(cloud, order, dead, new_name(random))
        try:
            tab.say(text := new_text(random))
            tab.hears({"text": text})
            _until_kept(cloud, order, 1, since, f"the vanished connection {dead} is still in the table", CHAT)
        finally:
            drop(cloud, dead)
    _until_kept(cloud, order, 0, since, "the tab was closed, and its connection is still in the table", DOOR)
    return Passed(found=f"the table has no connection of {order} any more")


def _until_kept(cloud: Cloud, order: str, wanted: int, since: int, found: str, function: str) -> None:
    try:
        until("the table to forget", lambda: len(kept(cloud, order)) == wanted, timeout=5)
    except TimedOut as error:
        raise NotYet(
            found,
            expected=f"{wanted} left for {order}",
            advice=f"look at `websockets.logs('{function}')`",
            evidence=_evidence(cloud, since),
        ) from error


def _evidence(cloud: Cloud, since: int) -> str:
    return "\n".join(f"logged by {name}:\n{said(cloud, name, since_ms=since)}" for name in (DOOR, CHAT))


def _shortened(heard: list[object]) -> str:
    text = ", ".join(str(message) for message in heard)
    return f"heard {text[:200]}" if text else "nothing was heard"
