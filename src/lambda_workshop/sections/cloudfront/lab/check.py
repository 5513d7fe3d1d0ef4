"""Grades the lab: deploys the learner's handler at viewer-request, and sends requests through the edge."""

from __future__ import annotations

import base64
from random import Random

from lambda_workshop.checks import Exercise, NotYet, Passed
from lambda_workshop.checks.lab import CLIENTS, WRAPPER, handler_text
from lambda_workshop.cloud import Cloud, cleanup, deploying, functions, logs, tables
from lambda_workshop.sections.cloudfront.broken import distribute, edge_role
from lambda_workshop.sections.cloudfront.checks_wire import told
from lambda_workshop.sections.cloudfront.site import bucket_name, upload
from lambda_workshop.simulators.edge import Answer, Edge

ROOM = "inkwell-cloudfront-lab"
FUNCTION = f"{ROOM}-edge"
SERVICES = ("lambda", "cloudfront", "s3", "dynamodb", "iam", "logs")
_REALM = 'Basic realm="Inkwell proofs"'
_PAGE = "<h1>The proof of a poster</h1>"

LAB = Exercise(
    "lab",
    title="Short links and private proofs",
    points=6,
    hints=(
        "Decide by the first part of the path before you ask the table: most requests are none of your business.",
        "The header's value is `Basic` and the base64 text of `user:password`. `base64.b64decode(..., validate=True)` "
        "and `.decode()` raise a ValueError for what is neither base64 nor UTF-8.",
        "`hmac.compare_digest(wanted.encode(), given.encode())` compares without telling by its time. Then "
        "`del request['headers']['authorization']`, and return the request.",
    ),
    resources=(ROOM,),
)


@LAB.step("`handler.py` is written")
def source(work: object) -> Passed:
    return handler_text(work, "cloudfront")


@LAB.step("It runs at the edge, and lets other paths go on")
def edge(cloud: Cloud, source: str, random: Random) -> Passed:
    cleanup.remove(cloud, (ROOM,), SERVICES)
    made = _build(cloud, source)
    answer = made.request("GET", f"/prints/{random.randrange(1000)}.html", headers={"Authorization": "Bearer abc"})
    if not answer.asked:
        raise NotYet(
            f"a page of the shop was answered with {answer.status}: {answer.problem or 'by the function'}",
            expected="the request goes on to the bucket",
            advice="return `request` for every path outside `/go/` and `/proofs/`",
            evidence=_evidence(answer),
        )
    return Passed(made, found=f"`{FUNCTION}` at viewer-request; a page of the shop goes on", evidence=told(answer))


@LAB.step("Short links lead on, unknown ones do not", weight=2)
def links(cloud: Cloud, edge: Edge, random: Random) -> Passed:
    name = f"card-{random.randrange(10**6)}"
    target = f"/prints/{name}/?size=a{random.randrange(2, 6)}"
    _put(cloud, f"link:{name}", "target", target)
    answer = edge.request("GET", f"/go/{name}?from=mail")
    _expect(answer, 302, "location", target, f"the link `{name}`")
    for path in (f"/go/{name}x", "/go/", "/go", f"/go/{name}/more"):
        answer = edge.request("GET", path)
        _expect(answer, 404, "cache-control", "no-store", f"`{path}`")
        if not answer.body:
            raise NotYet(
                f"`{path}` is a 404 without a body",
                expected="a sentence that a customer can read",
                advice="give the response a `body`",
            )
    return Passed(found=f"`/go/{name}` leads to `{target}`; four others are a 404")


@LAB.step("Proofs open with the order's password only", weight=2)
def proofs(cloud: Cloud, edge: Edge, random: Random) -> Passed:
    order, password = _order(cloud, random)
    other, others = _order(cloud, random)
    page = f"/proofs/{order}/page.html"
    bucket = bucket_name(cloud, ROOM)
    upload(cloud, bucket, page[1:], _PAGE)
    for given in (
        None,
        _basic(order, f"{password}x"),
        _basic(other, password),
        _basic(other, others),
        _basic(order, ""),
    ):
        answer = edge.request("GET", page, headers={"Authorization": given} if given else {})
        _expect(answer, 401, "www-authenticate", _REALM, "a proof without the right user and password")
    answer = edge.request("GET", page, headers={"Authorization": _basic(order, password)})
    if answer.status != 200 or _PAGE not in answer.text:
        raise NotYet(
            f"with the right password the proof is answered with {answer.status}: {answer.problem or answer.x_cache}",
            expected="the request goes on, and the page comes back",
            advice="return the request when user and password are right",
            evidence=_evidence(answer),
        )
    if "authorization" in answer.hops[0].answered["headers"]:
        raise NotYet(
            "the request goes on with its `authorization` header",
            expected="a request without it: the origin has no use for the password",
            advice="delete the header from `request['headers']`",
            evidence=told(answer),
        )
    return Passed(found="401 for five wrong ways in, 200 for the right one", evidence=told(answer))


@LAB.step("Odd headers are a 401, and nothing raises")
def odd(cloud: Cloud, edge: Edge, random: Random) -> Passed:
    order, password = _order(cloud, random)
    nothing = base64.b64encode(b"\xff\xfe:\xfa").decode()
    colonless = base64.b64encode(order.encode()).decode()
    for given in ("Basic", "Basic ", "Basic %%%", f"Basic {nothing}", f"Basic {colonless}", f"Bearer {password}", "x"):
        answer = edge.request("GET", f"/proofs/{order}/page.html", headers={"Authorization": given})
        _expect(answer, 401, "www-authenticate", _REALM, f"the header `{given}`")
    for path in ("/proofs", "/proofs/", "/proofs/O-0/page.html"):
        answer = edge.request("GET", path, headers={"Authorization": _basic("O-0", "")})
        _expect(answer, 401, "www-authenticate", _REALM, f"`{path}`")
    return Passed(found="seven odd headers and three odd paths are a 401")


@LAB.step("The log keeps the passwords to itself")
def private(cloud: Cloud, proofs: object) -> Passed:
    text = "\n".join(line.text for line in logs.lines(cloud, FUNCTION))
    if seen := [word for word in ("heron-", "Basic ") if word in text]:
        raise NotYet(
            f"the log holds what is secret: `{seen[0]}`",
            expected="neither a password nor an `authorization` header",
            advice="print single fields, never the request or the item",
        )
    return Passed(found="no password and no header")


@LAB.step("No client is made in a call")
def one_client(cloud: Cloud, links: object, edge: Edge) -> Passed:
    made = ""
    for _ in range(4):
        reply = edge.request("GET", "/go/nowhere").hops[0].reply
        log = reply.log if reply else ""
        made = next((line for line in log.splitlines() if line.startswith(CLIENTS)), f"{CLIENTS} 0")
        made = made.removeprefix(CLIENTS).strip()
        # A first call in a new environment may make its client late.
        if made == "0":
            return Passed(found="a warm call makes no client")
    raise NotYet(
        f"a warm call made {made} client(s)",
        expected="none: somebody waits for this answer in a browser",
        advice="make the client or table outside the handler, so that the environment keeps it",
    )


def _build(cloud: Cloud, source: str) -> Edge:
    bucket = bucket_name(cloud, ROOM)
    table_arn = tables.create(cloud, ROOM, "id")["TableArn"]
    cloud.client("s3").create_bucket(Bucket=bucket)
    role = edge_role(cloud, f"{ROOM}-role", {"Action": ["dynamodb:GetItem", "dynamodb:Query"], "Resource": table_arn})
    package = functions.zip_of({"handler.py": source, "probe.py": WRAPPER})
    deploying.deploy(cloud, FUNCTION, package, handler="probe.handler", role_arn=role, timeout=5)
    version = cloud.client("lambda").publish_version(FunctionName=FUNCTION)["FunctionArn"]
    return Edge.of(cloud, distribute(cloud, ROOM, bucket, "viewer-request", version))


def _put(cloud: Cloud, key: str, name: str, value: str) -> None:
    cloud.client("dynamodb").put_item(TableName=ROOM, Item={"id": {"S": key}, name: {"S": value}})


def _order(cloud: Cloud, random: Random) -> tuple[str, str]:
    """A new order and its password."""
    order, password = f"O-{random.randrange(10**6):06d}", f"heron-{random.randrange(10**9)}-é:1"
    _put(cloud, f"proof:{order}", "password", password)
    return order, password


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def _expect(answer: Answer, status: int, header: str, value: str, what: str) -> None:
    if answer.status != status:
        raise NotYet(
            f"{what} was answered with {answer.status}" + (f": {answer.problem}" if answer.problem else ""),
            expected=f"{status}",
            advice="run `python -m pytest` in the lab's folder first",
            evidence=_evidence(answer),
        )
    if answer.headers.get(header) != value:
        raise NotYet(
            f"{what} is a {status} with `{header}: {answer.headers.get(header) or 'nothing'}`",
            expected=f"`{header}: {value}`",
            advice="add the header to the response, as a list with one `key` and `value`",
            evidence=_evidence(answer),
        )
    if status == 302 and answer.headers.get("cache-control") != "no-store":
        raise NotYet(
            "a browser may keep the link, and will not hear of a new target",
            expected="`cache-control: no-store`",
            advice="add the header to the response",
            evidence=_evidence(answer),
        )


def _evidence(answer: Answer) -> str:
    reply = answer.hops[0].reply if answer.hops else None
    return f"{told(answer)}\nlogged:\n{reply.log if reply else '(nothing)'}"
