"""Grades the lab: deploys the learner's handler behind a stream, changes orders, and sends batches twice."""

from __future__ import annotations

from random import Random
from typing import Any

from lambda_workshop.checks import NotYet, Passed
from lambda_workshop.cloud import Cloud, tables
from lambda_workshop.sections.dynamodb.orders import order, put, record
from lambda_workshop.verify import READS, WRITES, Fault, Lab, Probe, Room, exchange

ROOM = "inkwell-dynamodb-lab"
ORDERS = f"{ROOM}-orders"
LAB = Lab(
    title="The revenue that never counts twice",
    points=6,
    hints=(
        "What tells a record that comes a second time from another change of the same order?",
        "Write the `eventID` as an item of its own, on the condition that it is not there; the sum grows in the same "
        "transaction.",
        "`transact_write_items([{'Put': {..., 'ConditionExpression': 'attribute_not_exists(#name)'}}, {'Update': {..., "
        "'UpdateExpression': 'ADD cents :added'}}])`, one transaction for each record.",
    ),
    section="dynamodb",
    room=ROOM,
    services=("lambda", "dynamodb", "iam", "logs"),
)


@LAB.built("It reads a stream")
def wired(room: Room) -> None:
    sums, orders = tables.create(room.cloud, ROOM, "name"), tables.create(room.cloud, ORDERS, "orderId", stream=True)
    rights: list[Any] = [
        "arn:aws:iam::aws:policy/service-role/AWSLambdaDynamoDBExecutionRole",
        {"Action": ["dynamodb:PutItem", "dynamodb:UpdateItem"], "Resource": sums["TableArn"]},
    ]
    room.deploy(rights, environment={"TABLE": ROOM})
    room.cloud.client("lambda").create_event_source_mapping(
        FunctionName=ROOM, EventSourceArn=orders["LatestStreamArn"], StartingPosition="TRIM_HORIZON",
        MaximumRetryAttempts=1, FunctionResponseTypes=["ReportBatchItemFailures"],
    )  # fmt: skip


@LAB.step("Changes of the table are counted", weight=2, needs=(wired,))
def counted(cloud: Cloud, random: Random) -> Passed:
    first, second, tried = order(random), order(random), Probe(cloud, ROOM)
    dearer = first | {"cents": {"N": str(int(first["cents"]["N"]) + 250)}}
    for item in (first, second, dearer):
        put(cloud, item, name=ORDERS)
    cloud.client("dynamodb").delete_item(TableName=ORDERS, Key={"orderId": second["orderId"]})
    wanted = int(dearer["cents"]["N"])
    tried.sent = "one order was placed and became dearer, another was placed and deleted"
    tried.until(
        lambda: _total(cloud) == wanted,
        found=lambda: f"{tried.sent}, and the total is {_total(cloud)} cents",
        expected=f"{wanted} cents",
        advice="read README.md, points 1 to 3",
        seconds=10,
    )
    return Passed(wanted, found=f"{wanted} cents")


@LAB.step("A batch that comes twice counts once", needs=(counted,))
def once(room: Room, random: Random) -> Passed:
    new = order(random)
    batch = _batch(record(random, None, new), record(random, new, new | {"status": {"S": "printed"}}))
    before = _total(room.cloud)
    for again in ("twice", "again in a new environment"):
        room.must(batch)
        room.must(batch)
        _expect(room.cloud, before + int(new["cents"]["N"]), f"a batch with one new order came {again}")
        room.anew(random)
    return Passed(found=f"{_total(room.cloud)} cents, also in a new environment")


@LAB.step("Two functions that get a batch at the same moment count it once", needs=(counted,))
def together(room: Room, random: Random) -> Passed:
    new, before = order(random), _total(room.cloud)
    batch = _batch(record(random, None, new))
    room.together(batch, batch, fault=Fault(READS, after=True, seconds=0.3))
    _expect(room.cloud, before + int(new["cents"]["N"]), "two functions got a batch with one new order at once")
    return Passed(found="both got it, and it counts once")


@LAB.step("What the table refuses is counted by the next try, whole and once", needs=(counted,))
def refused(room: Room, random: Random) -> Passed:
    for what, fault in (
        ("the table was too busy", Fault(WRITES, "ProvisionedThroughputExceededException")),
        ("the function ended behind its first write", Fault(WRITES, after=True, ends=True)),
    ):
        new, before = order(random), _total(room.cloud)
        batch = _batch(record(random, None, new))
        answer = room.call(batch, fault=fault)
        if answer.error is None and answer.value == {"batchItemFailures": []}:
            raise NotYet(
                f"{what}, and the function answered as if all were counted",
                expected="an error, or the record in `batchItemFailures`",
                advice="of the transaction's errors, catch a failed condition alone",
                evidence=exchange(batch, answer),
            )
        if fault.ends:
            # As on AWS, the next call comes in another environment: not every backend puts a dead one away at once.
            room.anew(random)
        room.must(batch)
        _expect(room.cloud, before + int(new["cents"]["N"]), f"{what}, and the batch came again")
    return Passed(found="the next try counts it, whole and once")


@LAB.step("What cannot be counted is reported, and what came before it stays", needs=(once,))
def partial(room: Room, random: Random) -> Passed:
    good, bad, after = order(random), order(random) | {"cents": {"S": "many"}}, order(random)
    batch, before = _batch(*(record(random, None, item) for item in (good, bad, after))), _total(room.cloud)
    answer = room.must(batch)
    number = batch["Records"][1]["dynamodb"]["SequenceNumber"]
    if answer.value != {"batchItemFailures": [{"itemIdentifier": number}]}:
        raise NotYet(
            f"it answered `{answer.shown}`",
            expected=f"`{number}` in `batchItemFailures`",
            advice="stop at the record that cannot be counted, and return its sequence number",
            evidence=exchange(batch, answer),
        )
    _expect(room.cloud, before + int(good["cents"]["N"]), "the second of three records could not be counted")
    return Passed(found=f"{_total(room.cloud)} cents, and the second record reported")


LAB.makes_no_client(
    lambda random: _batch(record(random, None, order(random))),
    text="The client is made once for an environment",
    needs=(once,),
)


def _batch(*records: dict[str, Any]) -> dict[str, Any]:
    return {"Records": list(records)}


def _total(cloud: Cloud) -> int:
    return int(tables.item(cloud, ROOM, name="total").get("cents", 0))


def _expect(cloud: Cloud, wanted: int, what: str) -> None:
    if (found := _total(cloud)) != wanted:
        raise NotYet(
            f"{what}, and the total is {found} cents",
            expected=f"{wanted} cents",
            advice="read README.md, points 1 to 3",
        )
