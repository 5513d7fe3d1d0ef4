"""The function at the edge: what it answers at each of the four events, judged as CloudFront judges it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, Handler, NotYet, Passed
from lambda_workshop.sections.cloudfront.judging import Visit, event, golden, path, with_header
from lambda_workshop.simulators.edge.messages import Request, Response

SECURE = {"strict-transport-security": "max-age=63072000", "x-content-type-options": "nosniff"}
PAGE = "no such page"

handle = Exercise(
    "handle",
    title="One function, four events",
    points=4,
    hints=(
        "Ask first where you are: `config.eventType`. Each event has one thing to do, and hands back the rest as it "
        "came.",
        "Split the cookies at `;` and compare whole cookies: `variant=beta` is another one. Change single entries of "
        "`headers`, and never the whole dictionary: the others must stay.",
        "`return {'status': '302', 'headers': {'location': [{'key': 'Location', 'value': '/prints/'}]}}` for `/sale`. "
        "At origin-response: `response.update(status='404', body='...')`, and return `response`.",
    ),
)


@dataclass(frozen=True)
class Trial:
    """Every event of the check, by what it is for; all ran in one environment."""

    golden: list[Visit]
    sale: list[Visit]
    near_sale: list[Visit]
    variant: list[Visit]
    no_variant: list[Visit]
    folders: list[Visit]
    files: list[Visit]
    missing: list[Visit]
    found: list[Visit]
    leaving: list[Visit]


@handle.step("The example events are answered as CloudFront wants it")
def trial(handler: Handler, random: Random) -> Passed:
    asked = _events(random)
    answers = iter(handler.run([item for events in asked.values() for item in events]))
    ran = Trial(**{name: [Visit(item, next(answers)) for item in events] for name, events in asked.items()})
    for visit in ran.golden:
        visit.judged()
    return Passed(ran, found="four events, four answers that CloudFront takes", evidence=ran.golden[0].evidence)


@handle.step("`/sale`, and nothing else, is redirected")
def sale(trial: Trial) -> Passed:
    for visit in trial.sale:
        response = visit.response()
        if response.status != 302 or response.headers.get("location") != "/prints/":
            raise NotYet(
                f"`/sale` is answered with {response.status} and the location "
                f"`{response.headers.get('location') or 'nowhere'}`",
                expected="302 and `location: /prints/`",
                advice="return a dictionary with `status` and `headers`",
                evidence=visit.evidence,
            )
    for visit in trial.near_sale:
        _unchanged(visit, "only the path `/sale` itself is redirected")
    return Passed(found="302 to /prints/, with and without a query string", evidence=trial.sale[0].evidence)


@handle.step("The cookie `variant=b` leads from `/` to `/b/`")
def variant(trial: Trial) -> Passed:
    for visit in trial.variant:
        if (uri := visit.request().uri) != "/b/":
            raise NotYet(
                f"with the cookie `variant=b` the path became `{uri}`",
                expected="`/b/`",
                advice="look through every Cookie header, and through every cookie of it",
                evidence=visit.evidence,
            )
    for visit in trial.no_variant:
        _unchanged(visit, "only `/` with the whole cookie `variant=b` is rewritten")
    return Passed(found="`/` becomes `/b/`; other cookies and other paths stay", evidence=trial.variant[0].evidence)


@handle.step("A folder gets its `index.html`")
def folders(trial: Trial) -> Passed:
    for visit in trial.folders:
        if (uri := visit.request().uri) != f"{visit.uri}index.html":
            raise NotYet(
                f"at origin-request `{visit.uri}` became `{uri}`",
                expected=f"`{visit.uri}index.html`",
                advice="append to `request['uri']` when it ends in `/`",
                evidence=visit.evidence,
            )
    for visit in trial.files:
        _unchanged(visit, "a path that does not end in `/` stays")
    return Passed(found="folders are completed, files stay", evidence=trial.folders[0].evidence)


@handle.step("A page that the bucket does not have becomes a friendly 404")
def missing(trial: Trial) -> Passed:
    for visit in trial.missing:
        response, was = visit.response(), visit.cf["response"]["status"]
        if response.status != 404:
            raise NotYet(
                f"the bucket's {was} became {response.status}",
                expected="404: a bucket that may not be listed says 403 for a key that it does not have",
                advice="set `response['status']` to '404' for both",
                evidence=visit.evidence,
            )
        if PAGE not in response.body.decode("utf-8", "replace"):
            raise NotYet(
                f"the 404 has no page that says `{PAGE}`",
                expected="an HTML body of your own in place of the bucket's XML",
                advice="set `response['body']`",
                evidence=visit.evidence,
            )
        if not response.headers.get("content-type").startswith("text/html"):
            raise NotYet(
                f"the page's content type is `{response.headers.get('content-type')}`",
                expected="`text/html`: the bucket's error was XML, or a picture",
                advice="set the header `content-type` of the response",
                evidence=visit.evidence,
            )
    for visit in trial.found:
        _same_response(visit)
    return Passed(found="403 and 404 become a page, other answers stay", evidence=trial.missing[0].evidence)


@handle.step("Every answer leaves with the security headers, and with all that it had")
def leaving(trial: Trial) -> Passed:
    for visit in trial.leaving:
        response, before = visit.response(), visit.cf["response"]["headers"]
        for name, value in SECURE.items():
            if (given := response.headers.get(name)) != value:
                raise NotYet(
                    f"at viewer-response the header `{name}` is `{given or 'missing'}`",
                    expected=f"`{name}: {value}`",
                    advice="set both headers, each as a list with one `key` and `value`",
                    evidence=visit.evidence,
                )
        for name, items in before.items():
            if name not in SECURE and response.headers.all(name) != [item["value"] for item in items]:
                raise NotYet(
                    f"the header `{name}` was {[item['value'] for item in items]} and is "
                    f"{response.headers.all(name) or 'gone'}",
                    expected="every header that the response had before",
                    advice="add to `response['headers']`; do not put another dictionary in its place",
                    evidence=visit.evidence,
                )
    return Passed(found="two more headers, and none lost", evidence=trial.leaving[0].evidence)


@handle.step("Nothing else is touched", needs=("leaving",))
def untouched(trial: Trial) -> Passed:
    for visit in (*trial.variant, *trial.folders):
        request, told = visit.request(), visit.cf["request"]
        if request.querystring != told["querystring"] or request.headers.as_event() != told["headers"]:
            raise NotYet(
                f"for `{visit.uri}` the request's query string or its headers came back changed",
                expected="the event's own request, with another `uri`",
                advice="change `request['uri']`, and return that `request`",
                evidence=visit.evidence,
            )
    return Passed(found="query strings and headers of requests stay")


def _unchanged(visit: Visit, why: str) -> None:
    request: Request = visit.request()
    if request.uri != visit.uri:
        raise NotYet(
            f"at {visit.kind} `{visit.uri}` became `{request.uri}`",
            expected=f"`{visit.uri}`: {why}",
            advice="compare whole paths and whole cookies",
            evidence=visit.evidence,
        )


def _same_response(visit: Visit) -> None:
    response: Response = visit.response()
    status = visit.cf["response"]["status"]
    if str(response.status) != status or response.body != b"the origin's":
        raise NotYet(
            f"the origin's {status} came back as {response.status}, or with another body",
            expected="only 403 and 404 are changed at origin-response",
            advice="look at `response['status']`, which is a string",
            evidence=visit.evidence,
        )


def _events(random: Random) -> dict[str, list[dict[str, Any]]]:
    viewer, to_origin, from_origin, leaving = (
        "viewer-request",
        "origin-request",
        "origin-response",
        "viewer-response",
    )
    somewhere = path(random)
    cookie = f"basket={random.randrange(10_000)}"
    return {
        "golden": [golden(kind.replace("-", "_")) for kind in (viewer, to_origin, from_origin, leaving)],
        "sale": [event(viewer, "/sale"), event(viewer, "/sale", query="from=mail", cookies=["variant=b"])],
        "near_sale": [event(viewer, "/sales"), event(viewer, f"/sale{somewhere}"), event(viewer, somewhere)],
        "variant": [
            event(viewer, "/", cookies=["variant=b"], query=f"page={random.randrange(100)}"),
            event(viewer, "/", cookies=[f"{cookie}; variant=b; lang=de"]),
            event(viewer, "/", cookies=[cookie, "variant=b"]),
        ],
        "no_variant": [
            event(viewer, "/"),
            event(viewer, "/", cookies=["variant=a"]),
            event(viewer, "/", cookies=[f"{cookie}; variant=beta"]),
            event(viewer, "/", cookies=[f"myvariant=b; {cookie}"]),
            event(viewer, somewhere, cookies=["variant=b"]),
        ],
        "folders": [event(to_origin, "/"), event(to_origin, f"{somewhere}/", query="a=1", cookies=[cookie])],
        "files": [event(to_origin, somewhere), event(to_origin, f"{somewhere}/photo.jpg")],
        "missing": [event(from_origin, somewhere, status=status) for status in ("403", "404")],
        "found": [event(from_origin, somewhere, status=status) for status in ("200", "304", "500")],
        "leaving": [
            event(leaving, somewhere),
            with_header(event(leaving, "/b/", cookies=[cookie]), "Set-Cookie", cookie, "lang=de"),
            with_header(event(leaving, somewhere), "X-Content-Type-Options", "none"),
        ],
    }
