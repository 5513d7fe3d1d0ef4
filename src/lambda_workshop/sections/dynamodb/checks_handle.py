"""The revenue: what a batch of changes adds, takes away, or leaves as it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any

from lambda_workshop.sections.dynamodb.orders import documented, order, record
from lambda_workshop.verify import Case, Handle

handle = Handle(
    title="The revenue",
    points=3,
    hints=(
        "For each change: what did the item count before, and what does it count now? The difference is what you add.",
        "An item that is not there counts 0. Numbers are strings in a record: `{'N': '1700'}`. Who deleted an item "
        "is in `userIdentity`, beside `dynamodb`.",
        "`old = int(change.get('OldImage', {}).get('cents', {}).get('N', 0))`, `new` likewise; a REMOVE whose "
        "`record.get('userIdentity', {}).get('principalId')` is `dynamodb.amazonaws.com` has expired.",
    ),
    what="the sum",
    lost=": the shard would stand still, with this batch at its head",
)


def batch(*records: dict[str, Any], revenue: int, expired: int = 0) -> Case:
    """The case of these records in one batch."""
    lines = [
        f"{item['eventName']}  old {json.dumps(item['dynamodb'].get('OldImage'))}"
        f"  new {json.dumps(item['dynamodb'].get('NewImage'))}"
        f"{'  by DynamoDB itself' if 'userIdentity' in item else ''}"
        for item in records
    ]
    return Case({"Records": list(records)}, {"revenue": revenue, "expired": expired}, sent="\n".join(lines))


@handle.cases(
    "A new order counts",
    advice="take `cents` of the new image: `change['NewImage']['cents']['N']`, as a number",
    found="the example's 1700 cents",
)
def example() -> Iterator[Case]:
    (first,) = documented("insert")["Records"]
    yield batch(first, revenue=int(first["dynamodb"]["NewImage"]["cents"]["N"]))


@handle.cases(
    "A change counts by its difference",
    advice="subtract what the old image said from what the new one says",
    found="dearer, cheaper, and the same",
)
def changed(random: Random) -> Iterator[Case]:
    cheap, dear, same = order(random, cents=1000), order(random, cents=5000), order(random)
    rise, fall = random.randint(1001, 4000), random.randint(1, 4999)
    yield batch(
        record(random, cheap, cheap | {"cents": {"N": str(rise)}}),
        record(random, dear, dear | {"cents": {"N": str(fall)}}),
        record(random, same, same | {"status": {"S": "printed"}}),
        revenue=rise - 1000 + fall - 5000,
    )


@handle.cases("A deleted order is taken away", advice="a REMOVE has no new image: it counts nothing now")
def deleted(random: Random) -> Iterator[Case]:
    gone, new = order(random), order(random)
    yield batch(record(random, gone, None), record(random, None, new), revenue=_cents(new) - _cents(gone))


@handle.cases(
    "An order that expired is told from one that was deleted",
    advice="DynamoDB's own deletions have a `userIdentity`; the revenue keeps their cents",
    found="counted as expired, and kept in the revenue",
    weight=2,
)
def expired(random: Random) -> Iterator[Case]:
    late, gone, same = order(random), order(random), order(random)
    yield batch(
        record(random, late, None, expired=True),
        record(random, gone, None),
        record(random, same, None, expired=True),
        revenue=-_cents(gone),
        expired=2,
    )


@handle.cases("Orders without an amount count nothing, and stop nothing", advice="`cents` may be missing: use `get`")
def odd(random: Random) -> Iterator[Case]:
    draft = {key: value for key, value in order(random).items() if key != "cents"}
    finished = draft | {"cents": {"N": "2500"}}
    yield batch(record(random, None, draft), record(random, draft, finished), record(random, draft, None), revenue=2500)


def _cents(item: dict[str, dict[str, str]]) -> int:
    return int(item["cents"]["N"])
