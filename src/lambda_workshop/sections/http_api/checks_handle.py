"""The orders API: right answers in format 2.0, refusals that the client can read, nothing of the customer in the log."""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random
from typing import Any

from lambda_workshop.checks import Answer, Exercise, Handler, NotYet, Passed
from lambda_workshop.sections.http_api.answers import Malformed, Seen, seen
from lambda_workshop.sections.http_api.orders import (
    golden,
    me_event,
    order_event,
    order_of,
    price_event,
    price_of,
    random_order,
)

handle = Exercise(
    "handle",
    title="The orders API",
    points=3,
    hints=(
        "Three routes, three small functions. Which of the event's keys may be missing, and how are header names written?",
        "`event.get('queryStringParameters', {})`, `event['headers']['idempotency-key']`, and "
        "`event['requestContext']['authorizer']['jwt']['claims']`. The body is base64 when `isBase64Encoded` says so. A refusal needs `statusCode` and a body of text.",
        "`return {'statusCode': 201, 'headers': {'location': f'/orders/{order_id}'}, 'body': json.dumps(order)}`; refuse with `{'statusCode': 400, 'body': "
        "json.dumps({'error': str(error)})}` where a ValueError is caught.",
    ),
)


@dataclass(frozen=True)
class Case:
    """One event, what came of it, and what should have."""

    event: dict[str, Any]
    answer: Answer
    wanted: Any = None

    @property
    def evidence(self) -> str:
        """The request, the return value and the log."""
        event, given = self.event, self.answer.error_text or json.dumps(self.answer.value)
        lines = [
            f"{event['requestContext']['http']['method']} {event['rawPath']}?{event['rawQueryString']}".rstrip("?")
        ]
        lines += [f"isBase64Encoded: {event['isBase64Encoded']}", f"body: {event['body']}"] if "body" in event else []
        sent = "\n  ".join(lines)
        return f"sent:\n  {sent}\nreturned:\n  {given}\nlogged:\n  {self.answer.log.strip() or '(nothing)'}"


@dataclass(frozen=True)
class Trial:
    """Every call of the check, one after the other in one environment."""

    example: list[Case]
    prices: list[Case]
    orders: list[Case]
    encoded: list[Case]
    customers: list[Case]
    odd: list[Case]

    @property
    def all(self) -> list[Case]:
        """All of them."""
        return [*self.example, *self.prices, *self.orders, *self.encoded, *self.customers, *self.odd]


@handle.step("The example costs 300 cents")
def trial(handler: Handler, random: Random) -> Passed:
    groups = _events(random)
    flat = [event for group in groups for event, _wanted in group]
    answers = iter(handler.run(flat))
    ran = Trial(*([Case(event, next(answers), wanted) for event, wanted in group] for group in groups))
    _expect_body(ran.example[0], 200, "take `paper` from `event['pathParameters']`, and return the three keys")
    return Passed(ran, found="12 copies on A4 cost 300 cents", evidence=ran.example[0].evidence)


@handle.step("Random prices are right, with and without `copies`")
def prices(trial: Trial) -> Passed:
    for case in trial.prices:
        _expect_body(case, 200, "a request without a query string has no `queryStringParameters`: read it with `get`")
    return Passed(found=f"{len(trial.prices)} random prices are right", evidence=trial.prices[0].evidence)


@handle.step("An order is 201, with its place", weight=2)
def orders(trial: Trial) -> Passed:
    for case in trial.orders:
        found = _expect_body(case, 201, "parse the body, and answer with `statusCode` 201 and the order as JSON text")
        _expect_place(case, found)
    return Passed(found="201, and `location` is there", evidence=trial.orders[0].evidence)


@handle.step("A body in base64 is the same order")
def encoded(trial: Trial) -> Passed:
    for case in trial.encoded:
        _expect_body(case, 201, "decode the body with `base64.b64decode` when `event['isBase64Encoded']` is true")
    return Passed(found="what curl sends as a form is read too", evidence=trial.encoded[0].evidence)


@handle.step("`GET /me` knows who is signed in")
def customers(trial: Trial) -> Passed:
    for case in trial.customers:
        _expect_body(case, 200, "the claims are in `event['requestContext']['authorizer']['jwt']['claims']`")
    return Passed(found="the token's claims are read", evidence=trial.customers[0].evidence)


@handle.step("What cannot be is refused with 400, and nothing raises", weight=2)
def odd(trial: Trial) -> Passed:
    for case in trial.odd:
        found = _seen(case, "a refusal: 400 with an `error` that the client can read")
        if found.status != 400:
            raise NotYet(
                f"the client gets {found.status}: `{found.body}`",
                expected="400",
                advice="check paper, copies, JSON and key, and answer with `statusCode` 400",
                evidence=case.evidence,
            )
        if not (isinstance(found.value, dict) and found.value.get("error")):
            raise NotYet(
                f"the client reads `{found.body}`",
                expected='JSON such as `{"error": "no such paper"}`',
                advice="put the reason into the body with `json.dumps`",
                evidence=case.evidence,
            )
    return Passed(found=f"{len(trial.odd)} requests are refused, each with its reason", evidence=trial.odd[0].evidence)


@handle.step("Tokens and customers stay out of the log")
def private(trial: Trial) -> Passed:
    for case in trial.all:
        claims = case.event["requestContext"].get("authorizer", {}).get("jwt", {}).get("claims", {})
        secrets = [case.event["headers"].get("authorization", ""), claims.get("cognito:username", "")]
        if leaked := [text for text in secrets if text and text in case.answer.log]:
            raise NotYet(
                f"the log holds `{leaked[0][:40]}`: who reads it may call the API in the customer's name",
                expected="neither tokens nor names",
                advice="print single fields, never the whole event",
                evidence=case.evidence,
            )
    return Passed(found="no token and no name in the log")


def _seen(case: Case, expected: str) -> Seen:
    """What the client would get; raises NotYet where that is 500."""
    if case.answer.error is not None:
        raise NotYet(
            f"the handler raised `{case.answer.error_text}`: the client gets 500 and no reason",
            expected=expected,
            advice="look at the event below: which key is not there, or not in that form?",
            evidence=case.evidence,
        )
    try:
        return seen(case.answer.value)
    except Malformed as error:
        raise NotYet(
            f"{error}: the client gets 500 and no reason",
            expected=expected,
            advice="beside `statusCode`, `body` is text: use `json.dumps`",
            evidence=case.evidence,
        ) from error


def _expect_body(case: Case, status: int, advice: str) -> Seen:
    wanted = f"{status} and `{json.dumps(case.wanted)}`"
    found = _seen(case, wanted)
    if found.status != status:
        raise NotYet(
            f"the client gets {found.status}: `{found.body}`", expected=wanted, advice=advice, evidence=case.evidence
        )
    if found.value != case.wanted:
        raise NotYet(f"the client reads `{found.body}`", expected=wanted, advice=advice, evidence=case.evidence)
    return found


def _expect_place(case: Case, found: Seen) -> None:
    key = case.wanted["orderId"]
    if found.headers.get("location") != f"/orders/{key}":
        raise NotYet(
            f"the header `location` is `{found.headers.get('location', '')}`",
            expected=f"`/orders/{key}`",
            advice="return `headers` beside `statusCode`",
            evidence=case.evidence,
        )


Pair = tuple[dict[str, Any], Any]


def _events(random: Random) -> list[list[Pair]]:
    prices: list[Pair] = []
    for _ in range(4):
        paper, copies, _key = random_order(random)
        prices.append((price_event(paper, copies), price_of(paper, copies)))
    paper, _copies, _key = random_order(random)
    prices.insert(1, (price_event(paper), price_of(paper, 1)))
    made = [random_order(random) for _ in range(3)]
    bodies = [({"paper": paper, "copies": copies}, key, order_of(paper, copies, key)) for paper, copies, key in made]
    customers: list[Pair] = []
    for _ in range(2):
        name = f"zoe-{random.randrange(16**6):06x}"
        customers.append((me_event(name), {"customer": name}))
    good = {"paper": "A4", "copies": 2}
    odd = [price_event("A9"), price_event("A4", 0), price_event("A4", 10_001), price_event("A4", "two")]
    wrong = ("not JSON", [1], {"paper": "A4"}, {"copies": 2}, good | {"copies": "2"})
    odd += [order_event(body, "o-1") for body in (*wrong, good | {"copies": 2.5}, good | {"paper": "A9"})]
    odd.append(order_event(good, None))
    return [
        [(golden("price"), price_of("A4", 12))],
        prices,
        [(order_event(body, key), wanted) for body, key, wanted in bodies[:2]],
        [(order_event(body, key, encoded=True), wanted) for body, key, wanted in bodies[2:]],
        customers,
        [(event, None) for event in odd],
    ]
