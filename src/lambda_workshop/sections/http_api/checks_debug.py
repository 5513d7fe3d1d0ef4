"""The status page that moved from a REST API unchanged: name the cause, and let it answer as it did before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Option, Passed, named_cause
from lambda_workshop.cloud import Cloud, addresses, functions, http_apis, web
from lambda_workshop.cloud.http_apis import HttpApi
from lambda_workshop.sections.http_api.broken import (
    API,
    FUNCTION,
    LANGUAGES,
    ORDERS,
    ROOM,
    ROUTE,
    STARTED_TAG,
    put_in_place,
)
from lambda_workshop.sections.http_api.orders import exchange

CAUSES = {
    "a": Option(
        "The function's policy does not let the API in.",
        "The client would read the same text. But then the function would not run, and its log shows that it does.",
    ),
    "b": Option(
        "The handler reads format 1.0, and the integration sends format 2.0.",
        "The log says `KeyError: 'httpMethod'`: that key is one of format 1.0.",
        correct=True,
    ),
    "c": Option(
        "The function takes longer than API Gateway waits.",
        "A time-out is 503, `Service Unavailable`. The REPORT line shows a run of a few milliseconds.",
    ),
    "d": Option(
        "The stage still serves the API as it was before the move.",
        "`$default` deploys every change by itself, and the route answers: without it the client would get 404.",
    ),
}

debug = Exercise(
    "debug",
    title="The status page after the move",
    points=4,
    hints=(
        "`Internal Server Error` says nothing on purpose. The function's log says what was missing from the event.",
        "Compare `http_api.events['price']` with `http_api.events['price_format_1']`: where are the method, "
        "repeated query parameters and cookies, and how are header names written?",
        "In format 2.0: `event.get('queryStringParameters', {}).get('field', 'status').split(',')`, "
        "`event['headers'].get('accept-language', 'en')`, `event.get('cookies', [])`, and `'cookies': [...]` beside "
        "`statusCode` in the answer.",
    ),
    resources=(ROOM,),
    setup=put_in_place,
)


@dataclass(frozen=True)
class Visit:
    """One customer's request and the right answer."""

    order: str
    fields: Sequence[str]
    language: str | None
    visits: int | None

    @property
    def path(self) -> str:
        """Path and query string."""
        query = "&".join(f"field={name}" for name in self.fields)
        return f"/status/{self.order}" + (f"?{query}" if query else "")

    @property
    def headers(self) -> list[tuple[str, str]]:
        """What the browser sends."""
        sent = [("Accept-Language", self.language)] if self.language else []
        return sent + ([("Cookie", f"visits={self.visits}")] if self.visits is not None else [])

    @property
    def wanted(self) -> dict[str, Any]:
        """The body."""
        shown = {name: ORDERS[self.order][name] for name in self.fields or ("status",)}
        return {"order": self.order, "language": self.language or "en", **shown}

    @property
    def cookies(self) -> set[str]:
        """The cookies that the answer sets."""
        return {f"visits={(self.visits or 0) + 1}", f"language={self.language or 'en'}"}


@debug.step("The cause is named", weight=1)
def cause(work: object) -> Passed:
    return named_cause(work, CAUSES)


@debug.step("The API is the one of the start, and may still call its function", weight=0)
def api(cloud: Cloud, work: object) -> Passed:
    found = [item for item in http_apis.named(cloud, API) if STARTED_TAG in item.tags]
    if not found:
        outcome = NotYet if http_apis.named(cloud, API) else NotAttempted
        raise outcome(
            f"there is no `{API}` that the start made",
            expected="its customers know its address: mend it, do not replace it",
            advice="run `http_api.debug.start()`",
        )
    route = found[0].routes.get(ROUTE)
    if route is None or route.function.rpartition(":function:")[2].partition(":")[0] != FUNCTION:
        raise NotYet(
            f"`{ROUTE}` leads to `{route.function if route else 'nothing'}`",
            expected=f"`{FUNCTION}`",
            advice="lead the route back to it, or begin anew with `http_api.debug.start()`",
        )
    arn = http_apis.source_arn(cloud, found[0].id, ROUTE)
    if why := functions.refusal(cloud, FUNCTION, http_apis.GATEWAY, source_arn=arn, source_account=cloud.account):
        raise NotYet(why, expected=f"`{http_apis.GATEWAY}` with this API's ARN", advice="give the permission back")
    if work is None and _visit(cloud, found[0], Visit("o-1042", (), None, None))[0].status == 500:
        # The start's own state is no answer yet: only a learner who has named a cause or mended it has tried something.
        raise NotAttempted("the status page is as the start left it", advice="read the log, name the cause, mend it")
    return Passed(found[0], found=f"`{API}` and `{FUNCTION}` are there")


@debug.step("The status page answers again")
def answers(cloud: Cloud, api: HttpApi, random: Random) -> Passed:
    visit = Visit(random.choice(list(ORDERS)), (), None, None)
    reply, shown = _visit(cloud, api, visit)
    if reply.status == 500:
        raise NotYet(
            "the client still gets 500",
            expected=f"200 and `{visit.wanted}`",
            advice=f"look at `http_api.logs('{FUNCTION}')`: which key is missing now?",
            evidence=shown,
        )
    _expect(reply, visit, shown, "a request without query, language and cookie gets `status`, in `en`")
    return Passed(found="a bare request is answered", evidence=shown)


@debug.step("Repeated fields and the language are heeded")
def heeded(cloud: Cloud, api: HttpApi, answers: object, random: Random) -> Passed:
    for count in (1, 2, 3):
        fields = random.sample(("status", "copies", "paper"), count)
        visit = Visit(random.choice(list(ORDERS)), fields, random.choice(("cs", "sv")), random.randint(1, 90))
        reply, shown = _visit(cloud, api, visit)
        _expect(
            reply,
            visit,
            shown,
            "an HTTP API writes header names in lower case in both formats; 2.0 joins repeated parameters with commas",
        )
    return Passed(found="one, two and three fields, in another language", evidence=shown)


@debug.step("Cookies come in and go out", weight=2)
def cookies(cloud: Cloud, api: HttpApi, heeded: object, random: Random) -> Passed:
    for visits in (None, random.randint(1, 10**6)):
        visit = Visit(random.choice(list(ORDERS)), ("copies",), random.choice(LANGUAGES), visits)
        reply, shown = _visit(cloud, api, visit)
        found = {cookie.partition(";")[0] for cookie in reply.every("set-cookie")}
        if found != visit.cookies:
            raise NotYet(
                f"the answer sets {sorted(found) or 'no cookie'}",
                expected=f"{sorted(visit.cookies)}",
                advice="format 2.0 knows no `multiValueHeaders`: read `event['cookies']`, and return `cookies`",
                evidence=shown,
            )
    return Passed(found="the visits are counted, and both cookies are set", evidence=shown)


def _visit(cloud: Cloud, api: HttpApi, visit: Visit) -> tuple[web.Reply, str]:
    url = addresses.address(cloud, api.id, visit.path, kind="http")
    reply = web.request(url, headers=visit.headers)
    sent = " ".join(f"{name}: {value}" for name, value in visit.headers)
    return reply, exchange(f"GET {visit.path} {sent}".rstrip(), reply)


def _expect(reply: web.Reply, visit: Visit, shown: str, advice: str) -> None:
    if (reply.status, reply.value) != (200, visit.wanted):
        raise NotYet(
            f"the answer is {reply.status}: `{reply.text}`",
            expected=f"200 and `{visit.wanted}`",
            advice=advice,
            evidence=shown,
        )
