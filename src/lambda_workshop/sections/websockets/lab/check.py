"""Grades the lab: deploys the learner's handler behind an API, opens tabs, and lets the print room tell them things."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random
from typing import Any

from lambda_workshop.checks import Answer, Exercise, NotYet, Passed
from lambda_workshop.checks.lab import CLIENTS, WRAPPER, handler_text
from lambda_workshop.cloud import Cloud, TimedOut, addresses, cleanup, deploying, functions, logs, tables, until
from lambda_workshop.sections.websockets.room import new_connection_id, new_order, said
from lambda_workshop.sections.websockets.tabs import NotLetIn, Tab

ROOM = "inkwell-websockets-lab"
TABLE, FUNCTION, STAGE = f"{ROOM}-followers", f"{ROOM}-function", "live"
SERVICES = ("lambda", "apigatewayv2", "dynamodb", "iam", "logs")
ROUTES = ("$connect", "$disconnect", "$default", "follow")
STATUSES = ("paid", "printing", "printed", "shipped")
SLOW = "slow-"
"""How the ids of connections begin to which every post fails, though they are not gone."""

# A read takes its time, as it does on a busy day: whoever reads before the write meets whoever does the same. And one
# client reads too slowly, for which API Gateway answers 429.
PROBE = f"""\
import threading

import botocore.client

call = botocore.client.BaseClient._make_api_call


def busy(self, operation, arguments):
    if operation == "PostToConnection" and arguments["ConnectionId"].startswith("{SLOW}"):
        answer = {{"Error": {{"Code": "LimitExceededException", "Message": "Too many requests"}}}}
        raise self.exceptions.LimitExceededException(answer, operation)
    answer = call(self, operation, arguments)
    if operation == "GetItem":
        threading.Event().wait(0.15)
    return answer


botocore.client.BaseClient._make_api_call = busy

{WRAPPER}"""

LAB = Exercise(
    "lab",
    title="The order that speaks",
    points=6,
    hints=(
        "Two calls of the print room may run at the same moment, and a post may fail for one follower alone. Which single "
        "request to DynamoDB decides what is news, and where must the `try` stand?",
        "`put_item` with a `ConditionExpression` on `number` keeps the status only when it is news. Query the table by "
        "`orderId` for the followers, the index `by-connection` for all that one connection follows.",
        "`ConditionExpression=Attr('number').not_exists() | Attr('number').lt(number)`; around each post `except "
        "api.exceptions.GoneException: forget(connection)` and then `except ClientError: print(...)`, which goes on.",
    ),
    resources=(ROOM,),
)


@dataclass(frozen=True)
class Shop:
    """The API with the learner's function behind it, as tabs and as the print room reach it."""

    cloud: Cloud
    url: str

    def change(self, order: str, status: object, number: object) -> Answer:
        """What the function says to the print room."""
        return functions.invoke(self.cloud, FUNCTION, {"order": order, "status": status, "number": number})

    def tell(self, order: str, status: str, number: int, told: int, why: str) -> None:
        """The same, which must tell so many followers; raises NotYet."""
        answer = self.change(order, status, number)
        if answer.value != {"told": told}:
            raise NotYet(
                f"`{json.dumps({'order': order, 'status': status, 'number': number})}` gave "
                f"`{answer.error_text or json.dumps(answer.value)}`",
                expected=f'`{{"told": {told}}}`',
                advice=why,
                evidence=f"logged:\n{said(self.cloud, FUNCTION, since_ms=0)}",
            )

    def keep(self, order: str, connection: str) -> None:
        """Make a connection follow the order that nobody has opened."""
        item = {"orderId": {"S": order}, "connectionId": {"S": connection}}
        self.cloud.client("dynamodb").put_item(TableName=TABLE, Item=item)

    def followers(self, order: str) -> list[str]:
        """The connections that the table holds for the order."""
        items = self.cloud.client("dynamodb").query(
            TableName=TABLE,
            KeyConditionExpression="orderId = :order",
            ExpressionAttributeValues={":order": {"S": order}},
            ConsistentRead=True,
        )["Items"]
        return [item["connectionId"]["S"] for item in items if item["connectionId"]["S"] != "#"]

    def follow(self, tab: Tab, order: str, status: str = "unknown") -> None:
        """Let the tab follow the order, and wait for the answer; raises NotYet."""
        tab.send(json.dumps({"action": "follow", "order": order, "email": "ada@example.com"}))
        self.expect(
            tab, {"order": order, "status": status}, "a follower is answered with the last status that is known"
        )

    def expect(self, tab: Tab, message: dict[str, Any], why: str) -> None:
        """The tab hears this; raises NotYet."""
        if tab.hears(message) is None:
            raise NotYet(
                f"a tab heard {json.dumps(tab.heard) if tab.heard else 'nothing'}",
                expected=f"`{json.dumps(message)}`",
                advice=why,
                evidence=f"logged:\n{said(self.cloud, FUNCTION, since_ms=0)}",
            )


@LAB.step("`handler.py` is written")
def source(work: object) -> Passed:
    return handler_text(work, "websockets")


@LAB.step("It lets a tab in")
def deployed(cloud: Cloud, source: str) -> Passed:
    cleanup.remove(cloud, (ROOM,), SERVICES)
    shop = Shop(cloud, _build(cloud, source))
    try:
        with Tab(shop.url):
            return Passed(shop, found="a tab is open")
    except NotLetIn as error:
        raise NotYet(
            f"a tab is not let in: {error}",
            expected='`{"statusCode": 200}` for `$connect`',
            advice="run `python -m pytest` in the lab's folder first",
            evidence=f"logged:\n{said(cloud, FUNCTION, since_ms=0)}",
        ) from error


@LAB.step("Followers are told, and a new one hears where the order stands", weight=2)
def told(deployed: Shop, random: Random) -> Passed:
    order, other = new_order(random), new_order(random)
    with Tab(deployed.url) as first, Tab(deployed.url) as second, Tab(deployed.url) as third:
        for tab, orders in ((first, [order]), (second, [order, other]), (third, [other])):
            for each in orders:
                deployed.follow(tab, each)
        status, number = random.choice(STATUSES), random.randint(1, 9)
        deployed.tell(order, status, number, 2, "post to every follower of the order, and count")
        for tab in (first, second):
            deployed.expect(tab, {"order": order, "status": status}, "post to every follower of the order")
        if [message for message in third.listen() if message.get("order") != other]:
            raise NotYet(
                f"a follower of {other} heard {third.heard}",
                expected="nothing of other orders",
                advice="query by order",
            )
        deployed.follow(third, order, status)
    return Passed(found=f"two followers heard of {status}, a third when it came")


@LAB.step("What is no news tells nobody, also when it comes twice at once", weight=2)
def once(deployed: Shop, random: Random) -> Passed:
    order = new_order(random)
    with Tab(deployed.url) as tab:
        deployed.follow(tab, order)
        deployed.tell(order, "printed", 7, 1, "post to every follower")
        for status, number in (("printed", 7), ("printing", 6), ("paid", -1)):
            deployed.tell(order, status, number, 0, "only a number above the last one is news")
        deployed.expect(tab, {"order": order, "status": "printed"}, "post to every follower")
        # The first round starts the environments, so that the second one really meets.
        for number in (10, 20):
            _all_at_once(deployed, order, number)
        if len(news := [message for message in tab.listen() if message.get("status") == "shipped"]) > 2:
            raise NotYet(f"a tab heard {len(news)} times of two changes", expected="each once")
    return Passed(found="three calls at once told the tab once")


@LAB.step("Whoever is gone is forgotten, and one who fails holds nobody up")
def gone(deployed: Shop, random: Random) -> Passed:
    order, other = new_order(random), new_order(random)
    with Tab(deployed.url) as first, Tab(deployed.url) as second:
        for tab in (first, second):
            deployed.follow(tab, order)
        # Ids that come first, somewhere and last in the table's order.
        dead = [f"0{new_connection_id(random)}", new_connection_id(random), f"~{new_connection_id(random)}"]
        slow = f"{SLOW}{random.randrange(16**8):08x}"
        for connection in (*dead, slow):
            deployed.keep(order, connection)
        deployed.keep(other, dead[0])
        deployed.tell(order, "printing", 1, 2, "catch what a post raises around each single post, and go on")
        for tab in (first, second):
            deployed.expect(tab, {"order": order, "status": "printing"}, "the others are told all the same")
        if left := [connection for connection in dead if connection in deployed.followers(order)]:
            raise NotYet(
                f"{left[0]} is gone, and still follows {order}",
                expected="its item deleted",
                advice="delete the item where GoneException is caught",
            )
        if slow not in deployed.followers(order):
            raise NotYet(
                f"{slow} is not gone, its post failed with LimitExceededException; it was forgotten",
                expected="it still follows the order",
                advice="only GoneException means that a connection is over",
            )
    return Passed(found="three are forgotten, one that was slow still follows")


@LAB.step("A tab that closes follows nothing any more")
def left(deployed: Shop, random: Random) -> Passed:
    orders = [new_order(random) for _ in range(3)]
    with Tab(deployed.url) as stays:
        with Tab(deployed.url) as leaves:
            for order in orders:
                deployed.follow(stays, order)
                deployed.follow(leaves, order)
        try:
            until(
                "one follower to be left", lambda: all(len(deployed.followers(each)) == 1 for each in orders), timeout=5
            )
        except TimedOut as error:
            counts = ", ".join(f"{order}: {len(deployed.followers(order))}" for order in orders)
            raise NotYet(
                f"the followers of its three orders, after one of two tabs closed: {counts}",
                expected="one each",
                advice="query the index `by-connection`, and delete each item that it finds",
                evidence=f"logged:\n{said(deployed.cloud, FUNCTION, since_ms=0)}",
            ) from error
    return Passed(found="all three orders are left with one follower")


@LAB.step("What makes no sense is answered with an error, and changes nothing")
def odd(deployed: Shop, random: Random) -> Passed:
    order = new_order(random)
    messages = ["hello?", "[]", '{"action": "sing"}', '{"action": "follow"}']
    messages += [json.dumps({"action": "follow", "order": wrong}) for wrong in ("", 7, None)]
    for message in messages:
        with Tab(deployed.url) as tab:
            tab.send(message)
            heard = _first(tab)
            if not (isinstance(heard, dict) and heard.get("error")):
                raise NotYet(
                    f"to `{message}` a tab heard {f'`{json.dumps(heard)}`' if heard else 'nothing'}",
                    expected='`{"error": "<why>"}`',
                    advice="check the order before you keep anything, and post the error",
                    evidence=f"logged:\n{said(deployed.cloud, FUNCTION, since_ms=0)}",
                )
    changes: Sequence[tuple[object, object]] = (("eaten", 1), (None, 1), ("paid", None), ("paid", "1"), ("paid", 1.5))
    for status, number in changes:
        answer = deployed.change(order, status, number)
        if (answer.error or {}).get("errorType") != "ValueError":
            raise NotYet(
                f"status {json.dumps(status)} and number {json.dumps(number)} gave "
                f"`{answer.error_text or json.dumps(answer.value)}`",
                expected="a ValueError",
                advice="check order, status and number before you keep anything",
            )
    with Tab(deployed.url) as tab:
        deployed.follow(tab, order)
    return Passed(found=f"{len(messages)} odd messages and {len(changes)} odd changes are errors")


@LAB.step("The log keeps the customers to itself")
def private(cloud: Cloud, told: object) -> Passed:
    if any("@example." in line.text for line in logs.lines(cloud, FUNCTION)):
        raise NotYet(
            "the log holds a customer's address",
            expected="ids only",
            advice="print single fields, never the event or its body",
        )
    return Passed(found="no address")


@LAB.step("No client is made in a call")
def one_client(deployed: Shop, once: object, random: Random) -> Passed:
    made = "?"
    for number in range(1, 5):
        log = deployed.change("O-clients", "paid", number).log
        made = next((line.removeprefix(CLIENTS).strip() for line in log.splitlines() if line.startswith(CLIENTS)), "?")
        # A first call in a new environment may make its clients late.
        if made == "0":
            return Passed(found="a warm call makes no client")
    raise NotYet(
        f"a warm call made {made} client(s)",
        expected="none: making a client takes longer than a post",
        advice="make them outside the handler, so that the environment keeps them",
    )


def _first(tab: Tab) -> Any:
    """The first thing that the tab hears; None when it hears nothing in time."""
    try:
        return until("a message", tab.listen, timeout=5, every=0.02)[0]
    except TimedOut:
        return None


def _all_at_once(shop: Shop, order: str, number: int) -> None:
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: shop.change(order, "shipped", number), range(3)))
    told = [answer.value.get("told") if isinstance(answer.value, dict) else answer.error_text for answer in answers]
    if sorted(map(str, told)) != ["0", "0", "1"]:
        raise NotYet(
            f"three calls with one number, at once, told {', '.join(map(str, told))}",
            expected="one of them tells the follower, two tell nobody",
            advice="let one conditional write decide: a read before the write is a race",
        )


def _build(cloud: Cloud, source: str) -> str:
    """Table, function and API; returns the tabs' address."""
    gateway = cloud.client("apigatewayv2")
    by_connection = {
        "IndexName": "by-connection",
        "KeySchema": [{"AttributeName": "connectionId", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "ALL"},
    }
    made = tables.create(cloud, TABLE, "orderId", "connectionId", GlobalSecondaryIndexes=[by_connection])
    table = made["TableArn"]
    api = gateway.create_api(Name=ROOM, ProtocolType="WEBSOCKET", RouteSelectionExpression="$request.body.action")[
        "ApiId"
    ]
    execute = f"arn:aws:execute-api:{cloud.region}:{cloud.account}:{api}/*"
    names = ("GetItem", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "Query")
    rights: list[dict[str, Any]] = [
        {"Action": [f"dynamodb:{name}" for name in names], "Resource": [table, f"{table}/index/*"]},
        {"Action": "execute-api:ManageConnections", "Resource": execute},
    ]
    arn = deploying.deploy(
        cloud,
        FUNCTION,
        functions.zip_of({"handler.py": source, "probe.py": PROBE}),
        handler="probe.handler",
        role_arn=deploying.role(cloud, f"{ROOM}-role", rights),
        timeout=10,
        environment={
            "TABLE": TABLE,
            "ENDPOINT": f"https://{api}.execute-api.{cloud.region}.amazonaws.com/{STAGE}",
        },
    )
    uri = f"arn:aws:apigateway:{cloud.region}:lambda:path/2015-03-31/functions/{arn}/invocations"
    integration = gateway.create_integration(ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=uri)
    for key in ROUTES:
        gateway.create_route(ApiId=api, RouteKey=key, Target=f"integrations/{integration['IntegrationId']}")
    gateway.create_stage(ApiId=api, StageName=STAGE, AutoDeploy=True)
    cloud.client("lambda").add_permission(
        FunctionName=FUNCTION,
        StatementId="api",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=execute,
    )
    return addresses.address(cloud, api, kind="websocket", stage=STAGE)
