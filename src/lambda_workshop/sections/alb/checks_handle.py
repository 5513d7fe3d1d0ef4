"""The storefront's handler: decoded parameters, an image, a health check, and refusals that the client can read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random
from typing import Any

from lambda_workshop.checks import Answer, Exercise, Handler, NotYet, Passed
from lambda_workshop.sections.alb.store import LOGO, Malformed, Seen, Wish, event, golden, random_wish, seen

handle = Exercise(
    "handle",
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
)


@dataclass(frozen=True)
class Case:
    """One event and what came of it."""

    event: dict[str, Any]
    answer: Answer
    wish: Wish | None = None

    @property
    def evidence(self) -> str:
        """The request and the return value."""
        given = self.answer.error_text or json.dumps(self.answer.value, ensure_ascii=False)
        query = json.dumps(self.event["queryStringParameters"])
        return f"sent:\n  {self.event['httpMethod']} {self.event['path']} {query}\nreturned:\n  {given}"


@dataclass(frozen=True)
class Trial:
    """Every call of the check, one after the other in one environment."""

    prices: list[Case]
    logo: list[Case]
    health: list[Case]
    odd: list[Case]
    nowhere: list[Case]


@handle.step("The first price is right")
def trial(handler: Handler, random: Random) -> Passed:
    wishes = [Wish("Brno", "A4", 12), *(random_wish(random) for _ in range(4))]
    queries = ("paper=A9", "copies=2", "", "paper=A4&copies=0", "paper=A4&copies=two", "paper=A3&copies=1000")
    groups: list[list[tuple[dict[str, Any], Wish | None]]] = [
        [(event("/prices", wish.query), wish) for wish in wishes]
        + [(event("/prices", "title=Telč&paper=A3"), Wish("Telč", "A3", 1))],
        [(event("/logo.gif"), None)],
        [(golden("health_check"), None)],
        [(event("/prices", f"title=x&{query}" if query else ""), None) for query in queries],
        [(event(f"/{random.randrange(16**6):06x}"), None), (event("/"), None)],
    ]
    answers = iter(handler.run([made for group in groups for made, _wish in group]))
    ran = Trial(*([Case(made, next(answers), wish) for made, wish in group] for group in groups))
    _expect_price(ran.prices[0])
    return Passed(ran, found="12 copies on A4 cost 300 cents", evidence=ran.prices[0].evidence)


@handle.step("Random prices are right, and titles are as the customer typed them", weight=2)
def prices(trial: Trial) -> Passed:
    for case in trial.prices:
        _expect_price(case)
    return Passed(found=f"{len(trial.prices)} prices, titles decoded", evidence=trial.prices[1].evidence)


@handle.step("The logo arrives byte for byte")
def logo(trial: Trial) -> Passed:
    (case,) = trial.logo
    found = _seen(case)
    if (found.status, found.content) != (200, LOGO):
        raise NotYet(
            f"the client gets {found.status} and {len(found.content)} bytes",
            expected=f"200 and the {len(LOGO)} bytes of the GIF",
            advice="return LOGO as `body`, with `isBase64Encoded` true",
            evidence=case.evidence,
        )
    _expect_kind(case, found, "image/gif")
    return Passed(found=f"{len(LOGO)} bytes, as image/gif", evidence=case.evidence)


@handle.step("A health check is answered with 200")
def health(trial: Trial) -> Passed:
    (case,) = trial.health
    found = _seen(case)
    if found.status != 200:
        raise NotYet(
            f"the health check gets {found.status}",
            expected="200: the load balancer asks `GET /health`, with one header and no parameters",
            advice="answer the path `/health` before you read anything else",
            evidence=case.evidence,
        )
    return Passed(found="200", evidence=case.evidence)


@handle.step("What makes no sense is 400, what is not there is 404, and nothing raises", weight=2)
def odd(trial: Trial) -> Passed:
    for status, cases in ((400, trial.odd), (404, trial.nowhere)):
        for case in cases:
            found = _seen(case)
            reason = isinstance(found.value, dict) and found.value.get("error")
            if found.status != status or not reason:
                raise NotYet(
                    f"the client gets {found.status}: `{found.text}`",
                    expected=f'{status} with `{{"error": "<why>"}}`',
                    advice="check path, paper and copies, and put the reason into the body with `json.dumps`",
                    evidence=case.evidence,
                )
    return Passed(found=f"{len(trial.odd)} times 400, {len(trial.nowhere)} times 404", evidence=trial.odd[0].evidence)


def _seen(case: Case) -> Seen:
    """What the client would get; raises NotYet where that is 502."""
    if case.answer.error is not None:
        raise NotYet(
            f"the handler raised `{case.answer.error_text}`: the client gets 502 and no reason",
            expected="an answer for every request",
            advice="look at the event below: which key is not there, or not in that form?",
            evidence=case.evidence,
        )
    try:
        return seen(case.answer.value)
    except Malformed as error:
        raise NotYet(
            f"{error}: the client gets 502 and no reason",
            expected="`statusCode`, `statusDescription`, `isBase64Encoded`, `headers`, and `body` as text",
            advice="build the whole answer; a load balancer infers nothing",
            evidence=case.evidence,
        ) from error


def _expect_kind(case: Case, found: Seen, kind: str) -> None:
    if found.kind.partition(";")[0] != kind:
        raise NotYet(
            f"the content type is `{found.kind}`",
            expected=f"`{kind}`",
            advice="name it among the headers; without one, browsers offer a download",
            evidence=case.evidence,
        )


def _expect_price(case: Case) -> None:
    assert case.wish is not None
    found = _seen(case)
    if (found.status, found.value) != (200, case.wish.answer):
        raise NotYet(
            f"the client gets {found.status}: `{found.text}`",
            expected=f"200 and `{json.dumps(case.wish.answer, ensure_ascii=False)}`",
            advice="decode each parameter with `urllib.parse.unquote_plus`; `copies` is 1 where it is missing",
            evidence=case.evidence,
        )
    _expect_kind(case, found, "application/json")
