"""The storefront's handler: decoded parameters, an image, a health check, and refusals that the client can read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any

from lambda_workshop.sections.alb.store import CENTS, LOGO, TITLES, Malformed, Wish, event, golden, random_wish, seen
from lambda_workshop.verify import Case, Handle, Trial

JSON, REFUSED = "application/json", "a reason"
# Beside the limits, and what some way of reading takes for a whole number: the last is a superscript two.
_NO_COUNTS = ("0", "1000", "two", "2.5", "3.0", "1e2", "-5", "-999", "0x10", "%C2%B2")


def client(trial: Trial, advice: str) -> None:
    """Compare what the client gets with status, content and kind; raises NotYet."""
    status, content, kind = trial.case.wanted
    who = trial.case.about or "the client"
    expected = f"{status} with `{_shown(content)}`"
    if trial.answer.error is not None:
        raise trial.not_yet(
            f"the handler raised `{trial.answer.error_text}`: the client gets 502 and no reason",
            expected=expected,
            advice="look at the event below: which key is not there, or not in that form?",
        )
    try:
        found = seen(trial.answer.value)
    except Malformed as error:
        raise trial.not_yet(
            f"{error}: the client gets 502 and no reason",
            expected="`statusCode`, `statusDescription`, `isBase64Encoded`, `headers`, and `body` as text",
            advice="build the whole answer; a load balancer infers nothing",
        ) from error
    if content == REFUSED:
        reason = found.value.get("error") if isinstance(found.value, dict) else None
        right = isinstance(reason, str) and bool(reason.strip())
    else:
        right = found.content == content if isinstance(content, bytes) else content is None or found.value == content
    if found.status != status or not right:
        shown = f"{len(found.content)} bytes" if isinstance(content, bytes) else f": `{found.text}`"
        joined = f" and {shown}" if isinstance(content, bytes) else shown
        raise trial.not_yet(f"{who} gets {found.status}{joined}", expected=expected, advice=advice)
    if kind and found.kind.partition(";")[0].strip().lower() != kind:
        raise trial.not_yet(
            f"the content type is `{found.kind or 'not there'}`",
            expected=f"`{kind}`",
            advice="name it among the headers; without one a client must guess",
        )


handle = Handle(
    title="The storefront",
    points=3,
    hints=(
        "There are no routes: the handler looks at `event['path']` itself. Print a title from the query string: is it "
        "what the customer typed?",
        "`urllib.parse.unquote_plus` decodes a parameter. Bytes go out as base64 text, with `isBase64Encoded` true. "
        "Every answer has `statusCode`, `headers` and a `body` of text.",
        "`return {'statusCode': 200, 'statusDescription': '200 OK', 'isBase64Encoded': True, 'headers': "
        "{'content-type': 'image/gif'}, 'body': LOGO}`: LOGO is base64 already.",
    ),
    judge=client,
)


def asked(path: str, query: str, status: int, content: Any, kind: str = "") -> Case:
    """A GET request and what its client must get."""
    return Case(event(path, query), (status, content, kind), sent=f"GET {path}?{query}".removesuffix("?"))


def price(wish: Wish, query: str = "") -> Case:
    """A price that must be told."""
    return asked("/prices", query or wish.query, 200, wish.answer, JSON)


@handle.cases("The first price is right", advice="copies times the price of the paper", found="12 copies are 300 cents")
def first() -> Iterator[Case]:
    yield price(Wish("Brno", "A4", 12))


@handle.cases(
    "Prices are right, from 1 copy to 999, and titles are as the customer typed them",
    advice="decode each parameter with `urllib.parse.unquote_plus`, once; `copies` is 1 where it is missing",
    weight=2,
)
def prices(random: Random) -> Iterator[Case]:
    yield from (price(random_wish(random)) for _ in range(2))
    yield from (price(Wish(title, random.choice(list(CENTS)), random.randint(2, 998))) for title in TITLES)
    yield from (price(Wish("Brno", paper, copies)) for paper in CENTS for copies in (1, 999))
    yield price(Wish("Telč", "A3", 1), "title=Telč&paper=A3")


@handle.cases("The logo arrives byte for byte", advice="return LOGO as `body`, with `isBase64Encoded` true")
def logo() -> Iterator[Case]:
    yield asked("/logo.gif", "", 200, LOGO, "image/gif")


@handle.cases("A health check is answered with 200", advice="answer the path `/health` before you read anything else")
def health() -> Iterator[Case]:
    # It has one header and no parameters.
    yield Case(golden("health_check"), (200, None, ""), sent="GET /health", about="the health check")


@handle.cases(
    "Unknown paper, or copies that are no whole number from 1 to 999, are 400 with a reason",
    advice="check paper and copies before you count, and put the reason into the body with `json.dumps`",
    weight=2,
)
def odd(random: Random) -> Iterator[Case]:
    title = f"title={random.randrange(16**6):06x}"
    for query in ("paper=A9", "copies=2", "", "paper=", "paper=A44", "paper=4"):
        yield asked("/prices", f"{title}&{query}" if query else "", 400, REFUSED)
    for copies in _NO_COUNTS:
        yield asked("/prices", f"{title}&paper=A4&copies={copies}", 400, REFUSED)


@handle.cases("Any other path is 404 with a reason", advice="compare the whole path, with `==`")
def nowhere(random: Random) -> Iterator[Case]:
    query = random_wish(random).query
    paths = (f"/{random.randrange(16**6):06x}", "/", "/prices-old", "/prices/", "/prices/a4", "/Prices", "/old/prices")
    for path in (*paths, "/logo.gif2", "/health/deep"):
        yield asked(path, query if "rices" in path else "", 404, REFUSED)


def _shown(content: Any) -> str:
    if content == REFUSED:
        return '{"error": "<why>"}'
    if isinstance(content, bytes):
        return f"the {len(content)} bytes of the GIF"
    return "anything" if content is None else json.dumps(content, ensure_ascii=False)
