"""Grades the lab: deploys the learner's handler behind a stream, changes orders, and sends batches twice."""

from __future__ import annotations

from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotYet, Passed
from lambda_workshop.checks.lab import CLIENTS, WRAPPER, handler_text
from lambda_workshop.cloud import Cloud, TimedOut, cleanup, deploying, functions, tables, until
from lambda_workshop.sections.dynamodb.orders import order, record

ROOM = "inkwell-dynamodb-lab"
ORDERS = f"{ROOM}-orders"
SERVICES = ("lambda", "dynamodb", "iam", "logs")
LAB = Exercise(
    "lab",
    title="The revenue that never counts twice",
    points=6,
    hints=(
        "What tells a record that comes a second time from another change of the same order?",
        "Write the `eventID` as an item of its own, on the condition that it is not there; the sum grows in the same "
        "transaction.",
        "`transact_write_items([{'Put': {..., 'ConditionExpression': 'attribute_not_exists(#name)'}}, {'Update': {..., "
        "'UpdateExpression': 'ADD cents :added'}}])`, one transaction for each record.",
    ),
    resources=(ROOM,),
)


@LAB.step("`handler.py` is written")
def source(work: object) -> Passed:
    return handler_text(work, "dynamodb")


@LAB.step("It reads a stream")
def wired(cloud: Cloud, source: str) -> Passed:
    cleanup.remove(cloud, (ROOM,), SERVICES)
    sums, orders = tables.create(cloud, ROOM, "name"), tables.create(cloud, ORDERS, "orderId", stream=True)
    rights: list[Any] = [
        "arn:aws:iam::aws:policy/service-role/AWSLambdaDynamoDBExecutionRole",
        {"Action": ["dynamodb:PutItem", "dynamodb:UpdateItem"], "Resource": sums["TableArn"]},
    ]
    package = functions.zip_of({"handler.py": source, "wrapper.py": WRAPPER})
    role = deploying.role(cloud, f"{ROOM}-role", rights)
    deploying.deploy(
        cloud, ROOM, package, handler="wrapper.handler", role_arn=role, timeout=10, environment={"TABLE": ROOM}
    )
    cloud.client("lambda").create_event_source_mapping(
        FunctionName=ROOM, EventSourceArn=orders["LatestStreamArn"], StartingPosition="TRIM_HORIZON",
        MaximumRetryAttempts=1, FunctionResponseTypes=["ReportBatchItemFailures"],
    )  # fmt: skip
    return Passed(found=f"`{ROOM}` reads the stream of `{ORDERS}`")


@LAB.step("Changes of the table are counted", weight=2, needs=("wired",))
def counted(cloud: Cloud, random: Random) -> Passed:
    dynamodb = cloud.client("dynamodb")
    first, second = order(random), order(random)
    dearer = first | {"cents": {"N": str(int(first["cents"]["N"]) + 250)}}
    for item in (first, second, dearer):
        dynamodb.put_item(TableName=ORDERS, Item=item)
    dynamodb.delete_item(TableName=ORDERS, Key={"orderId": second["orderId"]})
    wanted = int(dearer["cents"]["N"])
    _expect(cloud, wanted, "one order was placed and became dearer, another was placed and deleted")
    return Passed(wanted, found=f"{wanted} cents")


@LAB.step("A batch that comes twice counts once")
def once(cloud: Cloud, counted: int, random: Random) -> Passed:
    new = order(random)
    batch = [record(random, None, new), record(random, new, new | {"status": {"S": "printed"}})]
    for _ in range(2):
        _send(cloud, batch)
    wanted = counted + int(new["cents"]["N"])
    _expect(cloud, wanted, "a batch with one new order came twice")
    return Passed(wanted, found=f"{wanted} cents")


@LAB.step("What cannot be counted is reported, and what came before it stays")
def partial(cloud: Cloud, once: int, random: Random) -> Passed:
    good, bad, after = order(random), order(random) | {"cents": {"S": "many"}}, order(random)
    batch = [record(random, None, item) for item in (good, bad, after)]
    answer, _log = _send(cloud, batch)
    number = batch[1]["dynamodb"]["SequenceNumber"]
    if answer != {"batchItemFailures": [{"itemIdentifier": number}]}:
        raise NotYet(
            f"it answered `{answer}`",
            expected=f"`{number}` in `batchItemFailures`",
            advice="stop at the record that cannot be counted, and return its sequence number",
        )
    wanted = once + int(good["cents"]["N"])
    _expect(cloud, wanted, "the second of three records could not be counted")
    return Passed(found=f"{wanted} cents, and the second record reported")


@LAB.step("The client is made once for an environment", needs=("once",))
def clients(cloud: Cloud, random: Random) -> Passed:
    log = [_send(cloud, [record(random, None, order(random))])[1] for _ in range(2)][-1]
    if f"{CLIENTS} 0" not in log:
        raise NotYet(
            "a call made a client",
            expected="no client in a call",
            advice="make it at the top of the file",
            evidence=log,
        )
    cleanup.remove(cloud, (ROOM,), SERVICES)
    return Passed(found="no call makes a client")


def _send(cloud: Cloud, records: list[dict[str, Any]]) -> tuple[Any, str]:
    """Hand the function a batch; returns answer and log; raises NotYet when it failed."""
    found = functions.invoke(cloud, ROOM, {"Records": records})
    if found.error:
        raise NotYet(f"the function failed: {found.error_text}", expected="no exception", evidence=found.log)
    return found.value, found.log


def _total(cloud: Cloud) -> int | None:
    found = cloud.client("dynamodb").get_item(TableName=ROOM, Key={"name": {"S": "total"}}, ConsistentRead=True)
    item = found.get("Item")
    return None if item is None else int(item.get("cents", {}).get("N", "0"))


def _expect(cloud: Cloud, wanted: int, what: str) -> None:
    try:
        until("the total", lambda: _total(cloud) == wanted, timeout=10.0, every=0.1)
    except TimedOut as error:
        raise NotYet(
            f"{what}, and the total is {_total(cloud)} cents",
            expected=f"{wanted} cents",
            advice="read README.md, points 1 to 3",
        ) from error
