"""Grades the lab: deploys the learner's handler behind a load balancer with multi-value headers, and sends requests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from random import Random
from typing import Any
from urllib.parse import quote_plus

from lambda_workshop.checks import Exercise, NotYet, Passed
from lambda_workshop.checks.lab import handler_text
from lambda_workshop.cloud import Cloud, addresses, cleanup, deploying, functions, logs, web
from lambda_workshop.sections.alb.broken import put_before
from lambda_workshop.sections.alb.store import CENTS, TITLES, exchange

ROOM = "inkwell-alb-lab"
FUNCTION = f"{ROOM}-function"
THUMB = bytes.fromhex("89504E470D0A1A0A")

LAB = Exercise(
    "lab",
    title="Baskets and photos",
    points=6,
    hints=(
        "With multi-value headers on, which keys does the event have, and which the answer? Look at "
        "`events/multi_value.json`.",
        "`event['multiValueQueryStringParameters'].get('add', [])` is a list of encoded texts. Join the `cookie` "
        "headers with `; ` before you split them. Photos come as base64 when `isBase64Encoded` says so.",
        "`{'statusCode': 200, 'isBase64Encoded': False, 'multiValueHeaders': {'content-type': ['application/json'], "
        "'set-cookie': ['visits=1', 'titles=2']}, 'body': json.dumps(...)}`.",
    ),
    resources=(ROOM,),
)


@LAB.step("`handler.py` is written")
def source(work: object) -> Passed:
    return handler_text(work, "alb")


@LAB.step("It answers behind the load balancer")
def deployed(cloud: Cloud, source: str) -> Passed:
    cleanup.remove(cloud, (ROOM,), ("lambda", "elbv2", "iam", "logs"))
    package = functions.zip_of({"handler.py": source})
    role = deploying.role(cloud, f"{ROOM}-role")
    arn = deploying.deploy(cloud, FUNCTION, package, handler="handler.handler", role_arn=role, timeout=5)
    group = put_before(cloud, ROOM, ROOM, FUNCTION, arn)
    cloud.client("elbv2").modify_target_group_attributes(
        TargetGroupArn=group, Attributes=[{"Key": "lambda.multi_value_headers.enabled", "Value": "true"}]
    )
    base = addresses.address(cloud, ROOM, kind="load balancer")
    reply = web.request(f"{base}/prices?paper=A4")
    wanted = {"prices": [{"paper": "A4", "cents": 25}]}
    _expect("GET /prices?paper=A4", reply, 200, wanted, "run `python -m pytest` in the lab's folder first")
    return Passed(base, found="A4 is 25 cents", evidence=exchange("GET /prices?paper=A4", reply))


@LAB.step("Several papers are all answered")
def prices(deployed: str, random: Random) -> Passed:
    papers = random.choices(list(CENTS), k=4)
    path = "/prices?" + "&".join(f"paper={paper}" for paper in papers)
    reply = web.request(f"{deployed}{path}")
    wanted = {"prices": [{"paper": paper, "cents": CENTS[paper]} for paper in papers]}
    _expect(f"GET {path}", reply, 200, wanted, "the values of a parameter are a list")
    return Passed(found="four papers, four prices", evidence=exchange(f"GET {path}", reply))


@LAB.step("Baskets know titles and visits", weight=2)
def basket(deployed: str, random: Random) -> Passed:
    shown = ""
    for number in (0, 1, 3):
        titles = random.choices(TITLES, k=number)
        visits = random.randrange(1, 10**6)
        path = "/basket?" + "&".join(f"add={quote_plus(title)}" for title in titles)
        sent = [("Cookie", f"theme=dark; visits={visits}")] if number else []
        if number == 3:
            sent = [("Cookie", f"visits={visits}"), ("Cookie", "session=s-77a1; theme=dark")]
        reply = web.request(f"{deployed}{path}", headers=sent)
        shown = exchange(f"GET {path} {sent}", reply)
        _expect(f"GET {path}", reply, 200, {"titles": titles}, "decode each title with `urllib.parse.unquote_plus`")
        found = sorted(cookie.partition(";")[0] for cookie in reply.every("set-cookie"))
        wanted = [f"titles={number}", f"visits={visits + 1 if number else 1}"]
        if found != wanted:
            raise NotYet(
                f"the answer sets {found or 'no cookie'}",
                expected=f"{wanted}",
                advice="return `multiValueHeaders`, with a list of two for `set-cookie`; join all `cookie` headers",
                evidence=shown,
            )
    return Passed(found="titles decoded, two cookies set", evidence=shown)


@LAB.step("Photos arrive byte for byte, in both directions", weight=2)
def photos(deployed: str, random: Random) -> Passed:
    photo, text = random.randbytes(3000), f"{random.choice(TITLES)}".encode()
    for content, kind in ((photo, "image/png"), (text, "text/plain")):
        wanted = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        reply = web.request(f"{deployed}/photos", "POST", headers=[("Content-Type", kind)], body=content)
        _expect(f"POST /photos, {kind}", reply, 201, wanted, "decode the body when `isBase64Encoded` is true")
    thumb = web.request(f"{deployed}/photos/thumb")
    if (thumb.status, thumb.content, thumb.header("content-type")) != (200, THUMB, "image/png"):
        raise NotYet(
            f"the thumbnail is {thumb.status}, {len(thumb.content)} bytes of `{thumb.header('content-type')}`",
            expected=f"200, {len(THUMB)} bytes of `image/png`",
            advice="return base64 text, with `isBase64Encoded` true",
        )
    return Passed(found="3,000 random bytes, a text, and the thumbnail")


@LAB.step("What cannot be is refused with a reason")
def odd(deployed: str, random: Random) -> Passed:
    nowhere = f"/{random.randrange(16**6):06x}"
    requests: Iterable[tuple[str, str, int]] = (
        ("GET", "/prices", 400),
        ("GET", "/prices?paper=A9", 400),
        ("GET", "/prices?paper=A4&paper=A9", 400),
        ("POST", "/photos", 400),
        ("GET", "/photos", 404),
        ("POST", "/prices", 404),
        ("GET", nowhere, 404),
    )
    for method, path, status in requests:
        reply = web.request(f"{deployed}{path}", method)
        if reply.status != status or not (isinstance(reply.value, dict) and reply.value.get("error")):
            raise NotYet(
                f"{method} {path} answered {reply.status}: `{' '.join(reply.text.split())}`",
                expected=f'{status} with `{{"error": "<why>"}}`',
                advice="look at method and path together, and check the values before you use them",
                evidence=exchange(f"{method} {path}", reply),
            )
    return Passed(found="seven odd requests are refused")


@LAB.step("The log keeps cookies and titles to itself")
def discreet(cloud: Cloud, basket: object) -> Passed:
    text = "\n".join(line.text for line in logs.lines(cloud, FUNCTION))
    if seen := [secret for secret in ("s-77a1", *TITLES, *map(quote_plus, TITLES)) if secret in text]:
        raise NotYet(
            f"the log holds `{seen[0]}`",
            expected="neither cookies nor titles",
            advice="print single fields, never the event",
        )
    return Passed(found="no cookie and no title")


def _expect(line: str, reply: web.Reply, status: int, wanted: Any, advice: str) -> None:
    if (reply.status, reply.value) != (status, wanted):
        raise NotYet(
            f"{line} answered {reply.status}: `{' '.join(reply.text.split())}`",
            expected=f"{status} and `{json.dumps(wanted, ensure_ascii=False)}`",
            advice=advice,
            evidence=exchange(line, reply),
        )
