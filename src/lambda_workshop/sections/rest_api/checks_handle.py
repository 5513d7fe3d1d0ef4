"""The orders API: right answers in the proxy format, refusals that a page can read, nothing of the customer in the log."""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random
from typing import Any

from lambda_workshop.checks import Answer, Exercise, Handler, NotYet, Passed
from lambda_workshop.sections.rest_api.answers import Malformed, Seen, seen
from lambda_workshop.sections.rest_api.orders import (
    FINISHES,
    SITE,
    golden,
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
        "Two routes, one shape of answer. Which of the event's values may be null, and who chooses how a header is "
        "written?",
        "`(event['queryStringParameters'] or {})` for one value, `multiValueQueryStringParameters` for a repeated one. "
        "Lower the header names before you look one up. The body is text, in and out.",
        "`headers = {name.lower(): value for name, value in event['headers'].items()}`, and one `return {'statusCode': "
        "status, 'headers': {'Access-Control-Allow-Origin': ...}, 'body': json.dumps(value)}` for all answers.",
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
        lines = [f"{event['httpMethod']} {event['path']}"]
        lines += [f"multiValueQueryStringParameters: {json.dumps(event['multiValueQueryStringParameters'])}"]
        lines += [f"body: {json.dumps(event['body'])}"]
        sent = "\n  ".join(lines)
        return f"sent:\n  {sent}\nreturned:\n  {given}\nlogged:\n  {self.answer.log.strip() or '(nothing)'}"


@dataclass(frozen=True)
class Trial:
    """Every call of the check, one after the other in one environment."""

    example: list[Case]
    prices: list[Case]
    finished: list[Case]
    orders: list[Case]
    odd: list[Case]

    @property
    def all(self) -> list[Case]:
        """All of them."""
        return [*self.example, *self.prices, *self.finished, *self.orders, *self.odd]


@handle.step("The example costs 11,160 cents")
def trial(handler: Handler, random: Random) -> Passed:
    groups = _events(random)
    flat = [event for group in groups for event, _wanted in group]
    answers = iter(handler.run(flat))
    ran = Trial(*([Case(event, next(answers), wanted) for event, wanted in group] for group in groups))
    _expect(ran.example[0], 200, "a repeated parameter is whole in `multiValueQueryStringParameters` only")
    return Passed(ran, found="12 framed matt copies on A4 have their price", evidence=ran.example[0].evidence)


@handle.step("Random prices are right, with and without `copies`")
def prices(trial: Trial) -> Passed:
    for case in trial.prices:
        _expect(case, 200, "a request without a query string has `null` in `queryStringParameters`")
    return Passed(found=f"{len(trial.prices)} random prices are right", evidence=trial.prices[0].evidence)


@handle.step("Every finish counts")
def finished(trial: Trial) -> Passed:
    for case in trial.finished:
        _expect(case, 200, "`queryStringParameters` keeps the last value only: read `multiValueQueryStringParameters`")
    return Passed(found="one, two and three finishes", evidence=trial.finished[-1].evidence)


@handle.step("An order is 201, however its client writes headers", weight=2)
def orders(trial: Trial) -> Passed:
    for case in trial.orders:
        _expect(case, 201, "names of headers arrive as the client wrote them: lower them first; `body` is JSON text")
    return Passed(found="three spellings, three orders", evidence=trial.orders[0].evidence)


@handle.step("A bad request gets 400, and nothing raises", weight=2)
def odd(trial: Trial) -> Passed:
    for case in trial.odd:
        found = _seen(case, "a refusal: 400 with an `error` that the client can read")
        if found.status != 400 or not (isinstance(found.value, dict) and found.value.get("error")):
            raise NotYet(
                f"the client gets {found.status}: `{found.body}`",
                expected='400 and JSON such as `{"error": "no such paper"}`',
                advice="check paper, copies, finishes, JSON and key before you answer",
                evidence=case.evidence,
            )
    return Passed(found=f"{len(trial.odd)} requests are refused, each with its reason", evidence=trial.odd[0].evidence)


@handle.step("The shop's pages may read every answer, refusals too")
def readable(trial: Trial, odd: object) -> Passed:
    for case in trial.all:
        found = _seen(case, "an answer").headers.get("access-control-allow-origin")
        if found != SITE:
            raise NotYet(
                f"an answer has `Access-Control-Allow-Origin: {found or '(nothing)'}`: the browser hides it",
                expected=f"`{SITE}` in every answer: with a proxy integration it is the function's to send",
                advice="build all answers in one place, with the same headers",
                evidence=case.evidence,
            )
    return Passed(found=f"{len(trial.all)} answers name {SITE}")


@handle.step("Tokens and customers stay out of the log")
def private(trial: Trial) -> Passed:
    for case in trial.orders:
        secrets = [case.event["headers"]["Authorization"], case.wanted["customer"]]
        if leaked := [text for text in secrets if text in case.answer.log]:
            raise NotYet(
                f"the log holds `{leaked[0][:40]}`: who reads it may order in the customer's name",
                expected="neither tokens nor names",
                advice="print single fields, never the whole event",
                evidence=case.evidence,
            )
    return Passed(found="no token and no name in the log")


def _seen(case: Case, expected: str) -> Seen:
    """What the client would get; raises NotYet where that is 502."""
    if case.answer.error is not None:
        raise NotYet(
            f"the handler raised `{case.answer.error_text}`: the client gets 502 and no reason",
            expected=expected,
            advice="look at the event below: which value is null, or not in that form?",
            evidence=case.evidence,
        )
    try:
        return seen(case.answer.value)
    except Malformed as error:
        raise NotYet(
            f"{error}: the client gets 502 and no reason",
            expected=expected,
            advice="return `statusCode`, `headers` and `body`, with text as `body`: use `json.dumps`",
            evidence=case.evidence,
        ) from error


def _expect(case: Case, status: int, advice: str) -> None:
    wanted = f"{status} and `{json.dumps(case.wanted)}`"
    found = _seen(case, wanted)
    if (found.status, found.value) != (status, case.wanted):
        raise NotYet(
            f"the client gets {found.status}: `{found.body}`", expected=wanted, advice=advice, evidence=case.evidence
        )


Pair = tuple[dict[str, Any], Any]


def _events(random: Random) -> list[list[Pair]]:
    prices: list[Pair] = []
    finished: list[Pair] = []
    orders: list[Pair] = []
    for _ in range(3):
        paper, copies, _key = random_order(random)
        prices.append((price_event(paper, copies), price_of(paper, copies)))
    prices.insert(1, (price_event(paper), price_of(paper, 1)))
    for count in (1, 2, 3):
        paper, copies, _key = random_order(random)
        chosen = random.sample(list(FINISHES), count)
        finished.append((price_event(paper, copies, chosen), price_of(paper, copies, chosen)))
    for spelt in ("Idempotency-Key", "idempotency-key", "IDEMPOTENCY-KEY"):
        paper, copies, key = random_order(random)
        name = f"zoe-{random.randrange(16**6):06x}"
        event = order_event({"paper": paper, "copies": copies}, key, name, spelt=spelt)
        orders.append((event, order_of(paper, copies, key, name)))
    good = {"paper": "A4", "copies": 2}
    odd = [price_event("A9"), price_event("A4", 0), price_event("A4", 10_001), price_event("A4", "two")]
    odd.append(price_event("A4", 2, ["gold"]))
    wrong = ("not JSON", None, [1], {"paper": "A4"}, {"copies": 2}, good | {"copies": "2"}, good | {"copies": 2.5})
    odd += [order_event(body, "o-1") for body in (*wrong, good | {"paper": "A9"})]
    odd.append(order_event(good, None))
    example = (golden("price"), price_of("A4", 12, ["matt", "framed"]))
    return [[example], prices, finished, orders, [(event, None) for event in odd]]
