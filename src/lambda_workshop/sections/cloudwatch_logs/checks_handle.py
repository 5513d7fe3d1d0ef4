"""The digest: an event unpacked, its lines read, whatever they are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random
from typing import Any

from lambda_workshop.checks import Answer, Exercise, Handler, NotYet, Passed
from lambda_workshop.sections.cloudwatch_logs.payments import documented, event_of, payment, unpacked

handle = Exercise(
    "handle",
    title="The digest",
    points=3,
    hints=(
        "The event is a parcel in a parcel. What has been done last must be undone first.",
        "`base64.b64decode`, then `gzip.decompress`, then `json.loads`. Inside are `messageType` and `logEvents`; each "
        "of those has a `message`, which is the line, and a `timestamp`.",
        "`inside = json.loads(gzip.decompress(base64.b64decode(event['awslogs']['data'])))`; return `[]` unless "
        "`inside['messageType'] == 'DATA_MESSAGE'`; for each log event try `json.loads(item['message'])`.",
    ),
)
Entries = list[dict[str, Any]]


@dataclass(frozen=True)
class Case:
    """One event, the digest that it must give, and what the handler answered."""

    event: dict[str, Any]
    wanted: Entries
    answer: Answer

    @property
    def evidence(self) -> str:
        """What was inside, and the answer."""
        given = self.answer.error_text or json.dumps(self.answer.value)
        return f"inside the event:\n{json.dumps(unpacked(self.event), indent=1)}\nanswered:\n  {given}"


@dataclass(frozen=True)
class Trial:
    """All cases, run one after the other in one environment."""

    example: Case
    one: Case
    many: Case
    odd: Case
    control: Case
    cards: tuple[str, ...]


@handle.step("The example event is unpacked")
def trial(handler: Handler, random: Random) -> Passed:
    prepared, cards = _events(random)
    answers = handler.run([event for event, _wanted in prepared])
    cases = [Case(event, wanted, answer) for (event, wanted), answer in zip(prepared, answers, strict=True)]
    example, one, many, odd, control = cases
    found = Trial(example, one, many, odd, control, cards)
    _expect(found.example, "decode base64, decompress, parse; then one entry for each of `logEvents`")
    return Passed(found, found="two lines that are not JSON", evidence=found.example.evidence)


@handle.step("A line in JSON gives its order and its status")
def one(trial: Trial) -> Passed:
    _expect(trial.one, "parse the line with `json.loads`, and take `orderId` and `status`")
    return Passed(found="a random payment", evidence=trial.one.evidence)


@handle.step("All lines of an event count, in their order")
def many(trial: Trial) -> Passed:
    _expect(trial.many, "an event may hold many lines: go through all of `logEvents`")
    return Passed(found=f"{len(trial.many.wanted)} lines", evidence=trial.many.evidence)


@handle.step("Odd lines stop nothing")
def odd(trial: Trial) -> Passed:
    _expect(
        trial.odd,
        "JSON that is not an object, or has no `orderId`, is text like any other: take its first 80 characters",
    )
    return Passed(found="every line has its entry", evidence=trial.odd.evidence)


@handle.step("A control message gives nothing")
def control(trial: Trial) -> Passed:
    _expect(trial.control, "look at `messageType`: only `DATA_MESSAGE` holds lines")
    return Passed(found="an empty digest")


@handle.step("No card's number is in the log")
def private(trial: Trial) -> Passed:
    for case in (trial.one, trial.many, trial.odd):
        if any(card in case.answer.log for card in trial.cards):
            raise NotYet(
                "a card's number is in the function's own log",
                expected="orders and reasons, nothing else",
                advice="do not print lines of other people's logs",
                evidence=case.answer.log,
            )
    return Passed(found="none")


def _events(random: Random) -> tuple[list[tuple[dict[str, Any], Entries]], tuple[str, ...]]:
    example = documented("errors")
    first = [
        {"order": None, "reason": item["message"], "at": item["timestamp"]} for item in unpacked(example)["logEvents"]
    ]
    payments = [payment(random) for _ in range(5)]
    texts = [json.dumps(item) for item in payments]
    single, times = event_of(random, texts[0])
    entry = [_entry(payments[0], times[0])]
    several, moments = event_of(random, *texts[1:])
    entries = [_entry(item, moment) for item, moment in zip(payments[1:], moments, strict=True)]
    long = "ERROR " + "".join(random.choice("abcdef ") for _ in range(120))
    lines = ["[1, 2]", '{"status": "refused"}', long, texts[0], '"text"']
    strange, when = event_of(random, *lines)
    wanted: Entries = [{"order": None, "reason": line[:80], "at": at} for line, at in zip(lines, when, strict=True)]
    wanted[3] = _entry(payments[0], when[3])
    prepared = [(example, first), (single, entry), (several, entries), (strange, wanted), (documented("control"), [])]
    return prepared, tuple(item["card"] for item in payments)


def _entry(item: dict[str, Any], at: int) -> dict[str, Any]:
    return {"order": item["orderId"], "reason": item["status"], "at": at}


def _expect(case: Case, advice: str) -> None:
    if case.answer.error is not None:
        raise NotYet(
            f"the handler raised `{case.answer.error_text}`: all lines of this event are lost",
            expected=f"{len(case.wanted)} entries",
            advice=advice,
            evidence=case.evidence,
        )
    if case.answer.value != case.wanted:
        raise NotYet(
            f"the digest is `{json.dumps(case.answer.value)[:300]}`",
            expected=f"`{json.dumps(case.wanted)[:300]}`",
            advice=advice,
            evidence=case.evidence,
        )
