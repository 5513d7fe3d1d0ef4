"""Grades the lab: deploys the learner's handler behind a load balancer with multi-value headers, and sends requests."""

from __future__ import annotations

import hashlib
import json
from random import Random
from typing import Any
from urllib.parse import quote_plus

from lambda_workshop.checks import NotYet, Passed
from lambda_workshop.cloud import addresses, web
from lambda_workshop.sections.alb.broken import put_before
from lambda_workshop.sections.alb.store import CENTS, TITLES, exchange
from lambda_workshop.verify import Lab, Room

ROOM = "inkwell-alb-lab"
THUMB = bytes.fromhex("89504E470D0A1A0A")
SESSION = "s-77a1"

LAB = Lab(
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
    section="alb",
    room=ROOM,
    services=("lambda", "elbv2", "iam", "logs"),
)


@LAB.built("It answers behind the load balancer")
def base(room: Room) -> str:
    group = put_before(room.cloud, ROOM, ROOM, ROOM, room.deploy(timeout=5))
    room.cloud.client("elbv2").modify_target_group_attributes(
        TargetGroupArn=group, Attributes=[{"Key": "lambda.multi_value_headers.enabled", "Value": "true"}]
    )
    found = addresses.address(room.cloud, ROOM, kind="load balancer")
    wanted = {"prices": [{"paper": "A4", "cents": 25}]}
    _expect(found, "GET", "/prices?paper=A4", 200, wanted, "run `python -m pytest` in the lab's folder first")
    return found


@LAB.step("Several papers are all answered, in their order")
def prices(base: str, random: Random) -> Passed:
    papers = [*random.choices(list(CENTS), k=4), "A4", "A3", "A4"]
    path = "/prices?" + "&".join(f"paper={paper}" for paper in papers)
    wanted = {"prices": [{"paper": paper, "cents": CENTS[paper]} for paper in papers]}
    reply = _expect(base, "GET", path, 200, wanted, "the values of a parameter are a list")
    return Passed(found=f"{len(papers)} papers, {len(papers)} prices", evidence=exchange(f"GET {path}", reply))


@LAB.step("Baskets know titles and visits", weight=2)
def basket(base: str, random: Random) -> Passed:
    visits = random.randrange(1, 10**6)
    trials: tuple[tuple[list[str], list[str], int], ...] = (
        ([], [], 1),
        (random.sample(TITLES, 1), [f"theme=dark; visits={visits}"], visits + 1),
        (list(TITLES), [f"visits={visits}", f"session={SESSION}; theme=dark"], visits + 1),
        ([TITLES[0]] * 2, [f"session={SESSION}", f"theme=dark; visits={visits}"], visits + 1),
        # Names that are nearly right, and a value that holds the name.
        ([], [f"revisits={visits}; visitsx={visits}; session=visits={visits}"], 1),
    )
    for titles, cookies, counted in trials:
        path = "/basket?" + "&".join(f"add={quote_plus(title)}" for title in titles)
        sent = [("Cookie", cookie) for cookie in cookies]
        advice = "decode each title with `urllib.parse.unquote_plus`"
        reply = _expect(base, "GET", path, 200, {"titles": titles}, advice, headers=sent)
        found = sorted(cookie.partition(";")[0] for cookie in reply.every("set-cookie"))
        wanted = [f"titles={len(titles)}", f"visits={counted}"]
        if found != wanted:
            raise NotYet(
                f"the answer sets {found or 'no cookie'}",
                expected=f"{wanted}",
                advice="return `multiValueHeaders`, with a list of two for `set-cookie`; join all `cookie` headers, "
                "and compare whole names",
                evidence=exchange(f"GET {path} {cookies}", reply),
            )
    return Passed(found="titles decoded, two cookies set")


@LAB.step("Photos arrive byte for byte, in both directions", weight=2)
def photos(base: str, random: Random) -> Passed:
    for content, kind in (
        (random.randbytes(3000), "image/png"),
        (random.choice(TITLES).encode(), "text/plain"),
        (b"\x00", "image/png"),
    ):
        wanted = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        headers = [("Content-Type", kind)]
        advice = "decode the body when `isBase64Encoded` is true, and encode it where it is not"
        _expect(base, "POST", "/photos", 201, wanted, advice, headers=headers, body=content)
    thumb = web.request(f"{base}/photos/thumb")
    if (thumb.status, thumb.content, thumb.header("content-type")) != (200, THUMB, "image/png"):
        raise NotYet(
            f"the thumbnail is {thumb.status}, {len(thumb.content)} bytes of `{thumb.header('content-type')}`",
            expected=f"200, the {len(THUMB)} bytes of the file, `image/png`",
            advice="return base64 text, with `isBase64Encoded` true",
        )
    return Passed(found="3,000 random bytes, a text, and the thumbnail")


@LAB.step("What cannot be is refused with a reason")
def odd(base: str, random: Random) -> Passed:
    requests = (
        ("GET", "/prices", 400),
        ("GET", "/prices?paper=A9", 400),
        ("GET", "/prices?paper=A4&paper=A9", 400),
        ("GET", "/prices?paper=A9&paper=A4", 400),
        ("POST", "/photos", 400),
        ("GET", "/photos", 404),
        ("POST", "/photos/thumb", 404),
        ("POST", "/prices?paper=A4", 404),
        ("POST", "/basket", 404),
        ("GET", "/prices-old?paper=A4", 404),
        ("GET", f"/{random.randrange(16**6):06x}", 404),
    )
    for method, path, status in requests:
        reply = web.request(f"{base}{path}", method)
        if reply.status != status or not (isinstance(reply.value, dict) and reply.value.get("error")):
            raise NotYet(
                f"{method} {path} answered {reply.status}: `{' '.join(reply.text.split())}`",
                expected=f'{status} with `{{"error": "<why>"}}`',
                advice="look at method and path together, and check the values before you use them",
                evidence=exchange(f"{method} {path}", reply),
            )
    return Passed(found=f"{len(requests)} odd requests are refused")


LAB.keeps_secrets(
    (SESSION, *TITLES, *map(quote_plus, TITLES)),
    text="The log keeps cookies and titles to itself",
    expected="neither cookies nor titles",
    needs=("basket", "odd"),
)


def _expect(
    base: str,
    method: str,
    path: str,
    status: int,
    wanted: Any,
    advice: str,
    *,
    headers: list[tuple[str, str]] | None = None,
    body: bytes = b"",
) -> web.Reply:
    """Send a request; returns the answer when it is the wanted one, or raises NotYet."""
    reply = web.request(f"{base}{path}", method, headers=headers or [], body=body)
    line = f"{method} {path}" + (f", {', '.join(value for _name, value in headers)}" if headers else "")
    if (reply.status, reply.value) != (status, wanted):
        raise NotYet(
            f"{line} answered {reply.status}: `{' '.join(reply.text.split())}`",
            expected=f"{status} and `{json.dumps(wanted, ensure_ascii=False)}`",
            advice=advice,
            evidence=exchange(line, reply),
        )
    return reply
