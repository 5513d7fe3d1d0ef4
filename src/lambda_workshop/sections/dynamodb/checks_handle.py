"""The revenue: what a batch of changes adds, takes away, or leaves as it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random
from typing import Any

from lambda_workshop.checks import Answer, Exercise, Handler, NotYet, Passed
from lambda_workshop.sections.dynamodb.orders import documented, order, record

handle = Exercise(
    "handle",
    title="The revenue",
    points=3,
    hints=(
        "For each change: what did the item count before, and what does it count now? The difference is what you add.",
        "An item that is not there counts 0. Numbers are strings in a record: `{'N': '1700'}`. Who deleted an item "
        "is in `userIdentity`, beside `dynamodb`.",
        "`old = int(change.get('OldImage', {}).get('cents', {}).get('N', 0))`, `new` likewise; a REMOVE whose "
        "`record.get('userIdentity', {}).get('principalId')` is `dynamodb.amazonaws.com` has expired.",
    ),
)
Sent = tuple[list[dict[str, Any]], dict[str, int]]


@dataclass(frozen=True)
class Case:
    """One batch, the sum that it must give, and what the handler answered."""

    records: list[dict[str, Any]]
    wanted: dict[str, int]
    answer: Answer

    @property
    def evidence(self) -> str:
        """The changes and the answer."""
        lines = [
            f"  {item['eventName']}  old {json.dumps(item['dynamodb'].get('OldImage'))}"
            f"  new {json.dumps(item['dynamodb'].get('NewImage'))}"
            f"{'  by DynamoDB itself' if 'userIdentity' in item else ''}"
            for item in self.records
        ]
        given = self.answer.error_text or json.dumps(self.answer.value)
        return "\n".join(["sent:", *lines, "answered:", f"  {given}"])


Trial = dict[str, Case]


@handle.step("A new order counts")
def trial(handler: Handler, random: Random) -> Passed:
    groups = _batches(random)
    answers = handler.run([{"Records": records} for records, _wanted in groups.values()])
    ran = {
        name: Case(records, wanted, answer)
        for (name, (records, wanted)), answer in zip(groups.items(), answers, strict=True)
    }
    _expect(ran["example"], "take `cents` of the new image: `change['NewImage']['cents']['N']`, as a number")
    return Passed(ran, found="the example's 1700 cents", evidence=ran["example"].evidence)


@handle.step("A change counts by its difference")
def changed(trial: Trial) -> Passed:
    _expect(trial["changed"], "subtract what the old image said from what the new one says")
    return Passed(found="dearer, cheaper, and the same", evidence=trial["changed"].evidence)


@handle.step("A deleted order is taken away")
def deleted(trial: Trial) -> Passed:
    _expect(trial["deleted"], "a REMOVE has no new image: it counts nothing now")
    return Passed(found="its cents are gone", evidence=trial["deleted"].evidence)


@handle.step("An order that expired is told from one that was deleted", weight=2)
def expired(trial: Trial) -> Passed:
    _expect(trial["expired"], "DynamoDB's own deletions have a `userIdentity`; the revenue keeps their cents")
    return Passed(found="counted as expired, and kept in the revenue", evidence=trial["expired"].evidence)


@handle.step("Orders without an amount count nothing, and stop nothing")
def odd(trial: Trial) -> Passed:
    _expect(trial["odd"], "`cents` may be missing: use `get`")
    return Passed(found="a draft without an amount", evidence=trial["odd"].evidence)


def _batches(random: Random) -> dict[str, Sent]:
    first = documented("insert")["Records"]
    cheap, dear = order(random, cents=1000), order(random, cents=5000)
    same = order(random)
    gone, late = order(random), order(random)
    draft = {key: value for key, value in order(random).items() if key != "cents"}
    finished = draft | {"cents": {"N": "2500"}}
    rise, fall = random.randint(1001, 4000), random.randint(1, 4999)
    changes = [
        record(random, cheap, cheap | {"cents": {"N": str(rise)}}),
        record(random, dear, dear | {"cents": {"N": str(fall)}}),
        record(random, same, same | {"status": {"S": "printed"}}),
    ]
    new = order(random)
    return {
        "example": (first, {"revenue": int(first[0]["dynamodb"]["NewImage"]["cents"]["N"]), "expired": 0}),
        "changed": (changes, {"revenue": rise - 1000 + fall - 5000, "expired": 0}),
        "deleted": (
            [record(random, gone, None), record(random, None, new)],
            {"revenue": int(new["cents"]["N"]) - int(gone["cents"]["N"]), "expired": 0},
        ),
        "expired": (
            [
                record(random, late, None, expired=True),
                record(random, gone, None),
                record(random, same, None, expired=True),
            ],
            {"revenue": -int(gone["cents"]["N"]), "expired": 2},
        ),
        "odd": (
            [record(random, None, draft), record(random, draft, finished), record(random, draft, None)],
            {"revenue": 2500, "expired": 0},
        ),
    }


def _expect(case: Case, advice: str) -> None:
    if case.answer.error is not None:
        raise NotYet(
            f"the handler raised `{case.answer.error_text}`: the shard would stand still, with this batch at its head",
            expected=json.dumps(case.wanted),
            advice=advice,
            evidence=case.evidence,
        )
    if case.answer.value != case.wanted:
        raise NotYet(
            f"the sum is `{json.dumps(case.answer.value)}`",
            expected=f"`{json.dumps(case.wanted)}`",
            advice=advice,
            evidence=case.evidence,
        )
