"""The journal: one line for each event, whoever sent it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random
from typing import Any

from lambda_workshop.checks import Answer, Exercise, Handler, NotYet, Passed
from lambda_workshop.sections.eventbridge.orders import event_of, golden, order

handle = Exercise(
    "handle",
    title="The journal",
    points=3,
    hints=(
        "One field says who sent an event, and another what happened. The rest is in `detail`.",
        "`event['source']` tells the three apart. A partner's source begins with `aws.partner/zendesk.com/`, and "
        "goes on with the account. `detail` is an object already: there is nothing to parse.",
        "`source, kind, detail = event['source'], event['detail-type'], event['detail']`; for an order "
        "`sum(item.get('count', 1) for item in detail.get('items', []))`; at the end `return None`.",
    ),
)


Sent = tuple[dict[str, Any], dict[str, Any] | None]
"""An event, and the line that it must give."""


@dataclass(frozen=True)
class Case:
    """One event, the line that it must give, and what the handler answered."""

    event: dict[str, Any]
    wanted: dict[str, Any] | None
    answer: Answer

    @property
    def evidence(self) -> str:
        """The event and the answer."""
        given = self.answer.error_text or json.dumps(self.answer.value)
        return f"sent:\n{json.dumps(self.event, indent=1)}\nanswered:\n  {given}\nlogged:\n{self.answer.log.strip()}"


@dataclass(frozen=True)
class Trial:
    """All cases, run one after the other in one environment."""

    example: Case
    orders: list[Case]
    tickets: list[Case]
    uploads: list[Case]
    others: list[Case]
    secrets: tuple[str, ...]

    @property
    def cases(self) -> list[Case]:
        """Every one."""
        return [self.example, *self.orders, *self.tickets, *self.uploads, *self.others]


@handle.step("The example event gives its line")
def trial(handler: Handler, random: Random) -> Passed:
    secret = f"{random.randrange(16**8):08x}@example.com"
    example: list[Sent] = [(golden(), {"kind": "order", "ref": "A-1042", "units": 3})]
    groups = [example, *_groups(random, secret)]
    prepared = [pair for group in groups for pair in group]
    answers = iter(handler.run([event for event, _wanted in prepared]))
    ran = [[Case(event, wanted, next(answers)) for event, wanted in group] for group in groups]
    found = Trial(ran[0][0], ran[1], ran[2], ran[3], ran[4], (secret,))
    _expect(found.example, "build the line from `event['detail']`, which is an object already")
    return Passed(found, found="an order of three pieces", evidence=found.example.evidence)


@handle.step("Orders of any size are counted")
def orders(trial: Trial) -> Passed:
    for case in trial.orders:
        _expect(case, "add up `count` of all items; an item without a count is one piece, no items are none")
    return Passed(found=f"{len(trial.orders)} random orders", evidence=trial.orders[0].evidence)


@handle.step("A ticket of the partner gives its line")
def tickets(trial: Trial) -> Passed:
    for case in trial.tickets:
        _expect(case, "compare the beginning of `event['source']`; what follows is the partner's account")
    return Passed(found="tickets of two accounts", evidence=trial.tickets[0].evidence)


@handle.step("An upload that S3 tells of gives its line")
def uploads(trial: Trial) -> Passed:
    for case in trial.uploads:
        _expect(case, "`source` is `aws.s3`, `detail-type` is `Object Created`, the key is in `detail['object']`")
    return Passed(found="random keys come through as they are", evidence=trial.uploads[0].evidence)


@handle.step("Whatever else is on the bus is passed over")
def others(trial: Trial) -> Passed:
    for case in trial.others:
        _expect(case, "look at `source` and at `detail-type`, and return None for all else, without an exception")
    return Passed(found=f"{len(trial.others)} other events gave none", evidence=trial.others[0].evidence)


@handle.step("No customer's address is in the log")
def private(trial: Trial) -> Passed:
    for case in trial.cases:
        if any(secret in case.answer.log for secret in trial.secrets):
            raise NotYet(
                "the log has the address of somebody who wrote to the shop",
                expected="ids in the log, and nothing that names a person",
                advice="do not print the whole event",
                evidence=case.evidence,
            )
    return Passed(found="the log names nobody")


def _groups(random: Random, secret: str) -> list[list[Sent]]:
    few, bare, none = order(random, large=False), order(random), order(random)
    del bare["items"][0]["count"]
    del none["items"]
    orders: list[Sent] = [
        (event_of(random, detail), {"kind": "order", "ref": detail["orderId"], "units": _units(detail)})
        for detail in (few, bare, none)
    ]
    tickets: list[Sent] = []
    for account in (random.randint(1000, 9999), random.randint(1000, 9999)):
        number = random.randint(10_000, 99_999)
        detail = {"ticket_event": {"ticket": {"id": number, "requester": secret}, "type": "Ticket Created"}}
        event = event_of(random, detail, source=f"aws.partner/zendesk.com/{account}/default", kind="Support Ticket")
        tickets.append((event, {"kind": "support", "ref": str(number), "units": 1}))
    key = f"photos/{random.randrange(16**6):06x} of me.png"
    stored = {"version": "0", "bucket": {"name": "inkwell-photos"}, "object": {"key": key, "size": 5120}}
    uploads: list[Sent] = [
        (event_of(random, stored, source="aws.s3", kind="Object Created"), {"kind": "upload", "ref": key, "units": 1})
    ]
    others: list[Sent] = [
        (event_of(random, stored, source="aws.s3", kind="Object Deleted"), None),
        (event_of(random, few, kind="OrderCancelled"), None),
        (event_of(random, few, source="inkwell.orders.test"), None),
        (event_of(random, {}, source="aws.partner/datadoghq.com/inkwell", kind="Datadog Alert Notification"), None),
    ]
    random.shuffle(others)
    return [orders, tickets, uploads, others]


def _units(detail: dict[str, Any]) -> int:
    return sum(item.get("count", 1) for item in detail.get("items", []))


def _expect(case: Case, advice: str) -> None:
    if case.answer.error is not None:
        raise NotYet(
            f"the handler raised `{case.answer.error_text}`: Lambda would try this event twice more",
            expected=json.dumps(case.wanted),
            advice=advice,
            evidence=case.evidence,
        )
    if case.answer.value != case.wanted:
        raise NotYet(
            f"the line is `{json.dumps(case.answer.value)}`",
            expected=f"`{json.dumps(case.wanted)}`",
            advice=advice,
            evidence=case.evidence,
        )
