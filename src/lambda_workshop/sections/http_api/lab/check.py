"""Grades the lab: deploys the learner's handler behind an API with real tokens, and sends requests, some of them twice."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotYet, Passed
from lambda_workshop.checks.lab import CLIENTS, WRAPPER, handler_text
from lambda_workshop.cloud import Cloud, addresses, cleanup, deploying, functions, logs, tables, web
from lambda_workshop.sections.http_api.customers import Customer, signed_in
from lambda_workshop.sections.http_api.orders import exchange, order_of, random_order

ROOM = "inkwell-http-api-lab"
TABLE, FUNCTION, POOL = f"{ROOM}-orders", f"{ROOM}-function", f"{ROOM}-customers"
SERVICES = ("lambda", "apigatewayv2", "cognito-idp", "dynamodb", "iam", "logs")
ROUTES = ("POST /orders", "GET /orders", "GET /orders/{id}")

# A read takes its time, as it does on a busy day: whoever reads before the write meets whoever does the same.
PROBE = f"""\
import threading

import botocore.client

call = botocore.client.BaseClient._make_api_call


def slow(self, operation, arguments):
    answer = call(self, operation, arguments)
    if operation in ("GetItem", "Query"):
        threading.Event().wait(0.15)
    return answer


botocore.client.BaseClient._make_api_call = slow

{WRAPPER}"""

LAB = Exercise(
    "lab",
    title="An order is placed once",
    points=6,
    hints=(
        "Two requests with the same key may run at the same moment. Which single request to DynamoDB lets one of them "
        "win?",
        "`put_item` with `ConditionExpression='attribute_not_exists(orderId)'`. Whoever loses reads the item that "
        "is there. DynamoDB's numbers are Decimals: make them `int` before `json.dumps`.",
        "`except table.meta.client.exceptions.ConditionalCheckFailedException: return reply(200, "
        "shown(table.get_item(Key={'customer': customer, 'orderId': key}, ConsistentRead=True)['Item']))`.",
    ),
    resources=(ROOM,),
)


@dataclass(frozen=True)
class Shop:
    """The API with the learner's function behind it, and two customers of it."""

    base: str
    ana: Customer
    eve: Customer

    def send(self, request: str, customer: Customer, *, body: str = "", key: str = "") -> web.Reply:
        """One request in a customer's name."""
        method, _space, path = request.partition(" ")
        headers = [("Authorization", f"Bearer {customer.token}"), ("Content-Type", "application/json")]
        if key:
            headers.append(("Idempotency-Key", key))
        return web.request(f"{self.base}{path}", method, headers=headers, body=body)


@LAB.step("`handler.py` is written")
def source(work: object) -> Passed:
    return handler_text(work, "http-api")


@LAB.step("It answers behind the API")
def deployed(cloud: Cloud, source: str) -> Passed:
    cleanup.remove(cloud, (ROOM,), SERVICES)
    shop = _build(cloud, source)
    reply = shop.send("GET /orders", shop.ana)
    _expect("GET /orders", reply, 200, {"orders": []}, "run `python -m pytest` in the lab's folder first")
    return Passed(shop, found="a customer without orders gets an empty list", evidence=exchange("GET /orders", reply))


@LAB.step("Orders are placed and found", weight=2)
def placed(deployed: Shop, random: Random) -> Passed:
    made = []
    for _ in range(3):
        paper, copies, key = random_order(random)
        wanted = order_of(paper, copies, key)
        reply = deployed.send("POST /orders", deployed.ana, body=_body(paper, copies), key=key)
        _expect("POST /orders", reply, 201, wanted, "answer 201 with the order as JSON text")
        if reply.header("location") != f"/orders/{key}":
            raise NotYet(
                f"the header `location` is `{reply.header('location')}`",
                expected=f"`/orders/{key}`",
                advice="return it among the headers",
                evidence=exchange("POST /orders", reply),
            )
        made.append(wanted)
    found = deployed.send(f"GET /orders/{made[0]['orderId']}", deployed.ana)
    _expect("GET /orders/{id}", found, 200, made[0], "numbers from DynamoDB are Decimals: make them `int`")
    reply = deployed.send("GET /orders", deployed.ana)
    wanted_list = {"orders": sorted(made, key=lambda order: str(order["orderId"]))}
    _expect("GET /orders", reply, 200, wanted_list, "query the table by `customer`: it gives the range key's order")
    return Passed(found="three orders, one by one and as a list", evidence=exchange("GET /orders", reply))


@LAB.step("An order that comes again is the first one, also when both come at once", weight=2)
def once(deployed: Shop, random: Random) -> Passed:
    paper, copies, key = random_order(random)
    first = order_of(paper, copies, key)
    deployed.send("POST /orders", deployed.ana, body=_body(paper, copies), key=key)
    again = deployed.send("POST /orders", deployed.ana, body=_body("A5", 1), key=key)
    _expect("POST /orders, the same key again", again, 200, first, "write with a condition, and read what is there")
    # The first round starts the environments, so that the second one really meets.
    for _ in range(2):
        created = _all_at_once(deployed, random_order(random)[2])
    return Passed(found="three requests at once made one order", evidence=exchange("POST /orders", created))


@LAB.step("Customers see their own orders only")
def private(deployed: Shop, random: Random) -> Passed:
    paper, copies, key = random_order(random)
    deployed.send("POST /orders", deployed.ana, body=_body(paper, copies), key=key)
    reply = deployed.send(f"GET /orders/{key}", deployed.eve)
    if reply.status != 404 or not _error(reply):
        raise NotYet(
            f"another customer's order answered {reply.status}: `{reply.text}`",
            expected='404 with `{"error": ...}`: that it exists is nobody else\'s business',
            advice="the table's key begins with the claim `sub` of who asks",
            evidence=exchange("GET /orders/{id}", reply),
        )
    own = deployed.send("POST /orders", deployed.eve, body=_body("A5", 2), key=key)
    _expect("POST /orders, a key that another customer used", own, 201, order_of("A5", 2, key), "use both keys")
    listed = deployed.send("GET /orders", deployed.eve)
    _expect("GET /orders", listed, 200, {"orders": [order_of("A5", 2, key)]}, "query by `customer`")
    return Passed(found="404 for the other's order, and a key of her own", evidence=exchange("GET /orders", listed))


@LAB.step("What cannot be is refused with a reason")
def odd(cloud: Cloud, deployed: Shop, random: Random) -> Passed:
    bodies = ["", "two of A4", "[]", "null", "{}", _body("A9", 1)]
    bodies += [json.dumps({"paper": "A4", "copies": copies}) for copies in (0, 10_001, "2", 2.5, True, None)]
    for body in bodies:
        reply = deployed.send("POST /orders", deployed.ana, body=body, key=f"o-{random.randrange(16**8):08x}")
        _expect_refusal(f"POST /orders with `{body}`", reply, 400)
    _expect_refusal("POST /orders without a key", deployed.send("POST /orders", deployed.ana, body=_body("A4", 1)), 400)
    _expect_refusal("GET /orders/nowhere", deployed.send("GET /orders/nowhere", deployed.ana), 404)
    form = [("Authorization", f"Bearer {deployed.ana.token}"), ("Idempotency-Key", f"o-{random.randrange(16**8):08x}")]
    reply = web.request(f"{deployed.base}/orders", "POST", headers=form, body=_body("A4", 3))
    if reply.status != 201:
        raise NotYet(
            f"an order without a content type answered {reply.status}",
            expected="201: its body comes as base64",
            advice="look at `isBase64Encoded`",
            evidence=exchange("POST /orders", reply),
        )
    return Passed(found=f"{len(bodies) + 2} odd requests are refused, and base64 is read")


@LAB.step("The log keeps tokens and customers to itself")
def discreet(cloud: Cloud, deployed: Shop, placed: object) -> Passed:
    text = "\n".join(line.text for line in logs.lines(cloud, FUNCTION))
    for customer in (deployed.ana, deployed.eve):
        claims = customer.token.split(".")[1]
        subject = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"]
        if seen := [secret for secret in (customer.token, subject) if secret in text]:
            raise NotYet(
                f"the log holds `{seen[0][:24]}...`",
                expected="neither tokens nor subjects",
                advice="print single fields, never the event",
            )
    return Passed(found="no token and no subject")


@LAB.step("No client is made in a call")
def one_client(cloud: Cloud, deployed: Shop, once: object) -> Passed:
    for _ in range(4):
        deployed.send("GET /orders", deployed.ana)
    lines = [line.text for line in logs.lines(cloud, FUNCTION) if line.text.startswith(CLIENTS)]
    made = lines[-1].removeprefix(CLIENTS).strip() if lines else "?"
    if made != "0":
        raise NotYet(
            f"a warm call made {made} client(s)",
            expected="none: making a client takes longer than the write",
            advice="make the client or table outside the handler, so that the environment keeps it",
        )
    return Passed(found="a warm call makes no client")


def _build(cloud: Cloud, source: str) -> Shop:
    gateway = cloud.client("apigatewayv2")
    table = tables.create(cloud, TABLE, "customer", "orderId")["TableArn"]
    rights = [f"dynamodb:{name}" for name in ("GetItem", "PutItem", "Query", "UpdateItem")]
    arn = deploying.deploy(
        cloud,
        FUNCTION,
        functions.zip_of({"handler.py": source, "probe.py": PROBE}),
        handler="probe.handler",
        role_arn=deploying.role(cloud, f"{ROOM}-role", [{"Action": rights, "Resource": table}]),
        timeout=5,
        environment={"TABLE": TABLE},
    )
    ana, eve = (signed_in(cloud, name, pool_name=POOL) for name in ("ana", "eve"))
    api = gateway.create_api(Name=ROOM, ProtocolType="HTTP")["ApiId"]
    integration = gateway.create_integration(
        ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=arn, PayloadFormatVersion="2.0"
    )["IntegrationId"]
    authorizer = gateway.create_authorizer(
        ApiId=api,
        Name="customers",
        AuthorizerType="JWT",
        IdentitySource=["$request.header.Authorization"],
        JwtConfiguration={"Issuer": ana.issuer, "Audience": [ana.audience]},
    )["AuthorizerId"]
    for key in ROUTES:
        gateway.create_route(
            ApiId=api,
            RouteKey=key,
            Target=f"integrations/{integration}",
            AuthorizationType="JWT",
            AuthorizerId=authorizer,
        )
    gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    cloud.client("lambda").add_permission(
        FunctionName=FUNCTION,
        StatementId="api",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:{cloud.region}:{cloud.account}:{api}/*",
    )
    return Shop(addresses.address(cloud, api, kind="http"), ana, eve)


def _body(paper: str, copies: int) -> str:
    return json.dumps({"paper": paper, "copies": copies})


def _all_at_once(shop: Shop, key: str) -> web.Reply:
    """Send three requests with one key, each for another number of copies; gives the one that made the order."""

    def send(number: int) -> web.Reply:
        return shop.send("POST /orders", shop.ana, body=_body("A4", number + 1), key=key)

    with ThreadPoolExecutor(3) as pool:
        replies = list(pool.map(send, range(3)))
    created = [reply for reply in replies if reply.status == 201]
    different = {json.dumps(reply.value, sort_keys=True) for reply in replies}
    if len(created) != 1 or len(different) != 1:
        raise NotYet(
            f"three requests with one key, at once: {len(created)} were 201, and {len(different)} different orders "
            "came back",
            expected="one 201, two 200, all with the same order",
            advice="let one conditional write decide: a read before the write is a race",
            evidence="\n".join(f"{reply.status} {reply.text}" for reply in replies),
        )
    return created[0]


def _error(reply: web.Reply) -> bool:
    return isinstance(reply.value, dict) and bool(reply.value.get("error"))


def _expect(line: str, reply: web.Reply, status: int, wanted: Any, advice: str) -> None:
    if (reply.status, reply.value) != (status, wanted):
        raise NotYet(
            f"{line} answered {reply.status}: `{reply.text}`",
            expected=f"{status} and `{json.dumps(wanted)}`",
            advice=advice,
            evidence=exchange(line, reply),
        )


def _expect_refusal(line: str, reply: web.Reply, status: int) -> None:
    if reply.status != status or not _error(reply):
        raise NotYet(
            f"{line} answered {reply.status}: `{reply.text}`",
            expected=f'{status} with `{{"error": "<why>"}}`',
            advice="check everything before you write, and put the reason into the body",
            evidence=exchange(line, reply),
        )
