"""The invoice: a message and its attributes, and a message that is not JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random
from typing import Any

from lambda_workshop.checks import Answer, Exercise, Handler, NotYet, Passed
from lambda_workshop.sections.sns.orders import attribute, attributes, event, order

handle = Exercise(
    "handle",
    title="The invoice",
    points=3,
    hints=(
        "The order is a text inside the event. The attributes are beside it, and each has a type and a value.",
        "Every attribute's `Value` is a text, even a number's. A `String.Array` is JSON inside a text. An attribute may "
        "be missing.",
        "`sns = event['Records'][0]['Sns']; placed = json.loads(sns['Message'])`; "
        "`attached = sns['MessageAttributes']`; `attached.get('country', {}).get('Value', 'AT')`; "
        "`json.loads(attached['tags']['Value']) if 'tags' in attached else []`.",
    ),
)
Sent = tuple[dict[str, Any], dict[str, Any]]


@dataclass(frozen=True)
class Case:
    """One event, the invoice that it must give, and what the handler answered."""

    event: dict[str, Any]
    wanted: dict[str, Any]
    answer: Answer

    @property
    def evidence(self) -> str:
        """The event and the answer."""
        given = self.answer.error_text or json.dumps(self.answer.value)
        shown = json.dumps(self.event["Records"][0]["Sns"], indent=1)
        return f"sent:\n{shown}\nanswered:\n  {given}\nlogged:\n{self.answer.log.strip()}"


@dataclass(frozen=True)
class Trial:
    """All cases, run one after the other in one environment."""

    orders: list[Case]
    bare: list[Case]
    tagged: list[Case]
    broken: Case
    private: tuple[str, ...]


@handle.step("An order gives its invoice")
def trial(handler: Handler, random: Random) -> Passed:
    groups, broken, private = _events(random)
    prepared = [pair for group in groups for pair in group]
    answers = handler.run([sent for sent, _wanted in prepared] + [broken])
    rest = iter(answers)
    ran = [[Case(sent, wanted, next(rest)) for sent, wanted in group] for group in groups]
    found = Trial(ran[0], ran[1], ran[2], Case(broken, {}, answers[-1]), private)
    _expect(found.orders[:1], "parse `Message`, and read the attribute `country`")
    return Passed(found, found="the first order's invoice is right", evidence=found.orders[0].evidence)


@handle.step("So do other orders, from other countries")
def orders(trial: Trial) -> Passed:
    _expect(trial.orders, "every order has its own values: read all of them from the event")
    return Passed(found=f"{len(trial.orders)} random orders", evidence=trial.orders[-1].evidence)


@handle.step("Without attributes the country is AT and there are no tags")
def bare(trial: Trial) -> Passed:
    _expect(trial.bare, "an attribute that is missing has no entry in `MessageAttributes`: use `get`")
    return Passed(found="a bare message", evidence=trial.bare[0].evidence)


@handle.step("Tags come as a list")
def tagged(trial: Trial) -> Passed:
    _expect(trial.tagged, "the value of a `String.Array` is a JSON text: parse it")
    return Passed(found="the list is a list", evidence=trial.tagged[0].evidence)


@handle.step("A message that is not JSON is an error that names its id")
def broken(trial: Trial) -> Passed:
    case = trial.broken
    number = case.event["Records"][0]["Sns"]["MessageId"]
    if case.answer.error is None:
        raise NotYet(
            f"the handler answered `{json.dumps(case.answer.value)}`: Lambda takes this for success, and the order is lost",
            expected=f"an exception whose text has the id `{number}`",
            advice="catch the ValueError of `json.loads`, and raise one that names the message",
            evidence=case.evidence,
        )
    if number not in case.answer.error_text:
        raise NotYet(
            f"the error says `{case.answer.error_text}`",
            expected=f"the id `{number}`, so that somebody finds the message",
            advice="`raise ValueError(f'message {number} is not JSON') from None`",
            evidence=case.evidence,
        )
    return Passed(found=case.answer.error_text)


@handle.step("Neither log nor error names a customer")
def private(trial: Trial) -> Passed:
    for case in [*trial.orders, *trial.bare, *trial.tagged, trial.broken]:
        text = case.answer.log + case.answer.error_text
        if any(secret in text for secret in trial.private):
            raise NotYet(
                "a customer is named in the log",
                expected="ids of orders and messages, nothing else",
                advice="print neither the event nor the message",
                evidence=case.evidence,
            )
    return Passed(found="nobody is named")


def _events(random: Random) -> tuple[list[list[Sent]], dict[str, Any], tuple[str, ...]]:
    placed = [order(random, large=large) for large in (True, False, True)]
    orders: list[Sent] = []
    for item, country in zip(placed, random.sample(["AT", "DE", "CH", "IT"], 3), strict=True):
        wanted = {"order": item["orderId"], "cents": item["cents"], "country": country, "tags": []}
        orders.append((event(random, json.dumps(item), attributes(item, country)), wanted))
    plain, many = order(random), order(random)
    bare: list[Sent] = [
        (
            event(random, json.dumps(plain), subject=None),
            {"order": plain["orderId"], "cents": plain["cents"], "country": "AT", "tags": []},
        )
    ]
    tags = random.sample(["gift", "express", "large", "fragile"], 2)
    attached = attributes(many, "DE") | {"tags": attribute("String.Array", tags)}
    tagged: list[Sent] = [
        (
            event(random, json.dumps(many), attached),
            {"order": many["orderId"], "cents": many["cents"], "country": "DE", "tags": tags},
        )
    ]
    secret = f"{random.randrange(16**8):08x}@example.com"
    broken = event(random, f"please print my cat, {secret}")
    return [orders, bare, tagged], broken, (secret, *(item["customer"] for item in (*placed, plain, many)))


def _expect(cases: list[Case], advice: str) -> None:
    for case in cases:
        if case.answer.error is not None:
            raise NotYet(
                f"the handler raised `{case.answer.error_text}`, so this order gets no invoice",
                expected=json.dumps(case.wanted),
                advice=advice,
                evidence=case.evidence,
            )
        if case.answer.value != case.wanted:
            raise NotYet(
                f"the invoice is `{json.dumps(case.answer.value)}`",
                expected=f"`{json.dumps(case.wanted)}`",
                advice=advice,
                evidence=case.evidence,
            )
