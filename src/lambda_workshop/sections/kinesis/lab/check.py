"""Grades the lab: deploys the learner's handler behind a stream, puts views, and sends batches twice."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotYet, Passed
from lambda_workshop.checks.lab import CLIENTS, WRAPPER, handler_text
from lambda_workshop.cloud import Cloud, TimedOut, cleanup, deploying, functions, tables, until
from lambda_workshop.sections.kinesis.views import put, record, stream, view

ROOM = "inkwell-kinesis-lab"
SERVICES = ("lambda", "kinesis", "dynamodb", "iam", "logs")
LAB = Exercise(
    "lab",
    title="Views that never count twice",
    points=6,
    hints=(
        "What tells a record that comes a second time from another view of the same page?",
        "Write the `eventID` as an item of its own, on the condition that it is not there; the counts grow in the same "
        "transaction.",
        "`transact_write_items([{'Put': {..., 'ConditionExpression': 'attribute_not_exists(page)'}}, {'Update': {..., "
        "'UpdateExpression': 'ADD #views :one, ms :ms'}}])`, one transaction for each record.",
    ),
    resources=(ROOM,),
)


@LAB.step("`handler.py` is written")
def source(work: object) -> Passed:
    return handler_text(work, "kinesis")


@LAB.step("It reads a stream")
def wired(cloud: Cloud, source: str) -> Passed:
    cleanup.remove(cloud, (ROOM,), SERVICES)
    kinesis = cloud.client("kinesis")
    until("the old stream to go", lambda: stream(cloud, ROOM) is None, timeout=10.0, every=0.1)
    kinesis.create_stream(StreamName=ROOM, ShardCount=1)
    kinesis.get_waiter("stream_exists").wait(StreamName=ROOM, WaiterConfig={"Delay": 1})
    made = tables.create(cloud, ROOM, "page")
    rights: list[Any] = [
        "arn:aws:iam::aws:policy/service-role/AWSLambdaKinesisExecutionRole",
        {"Action": ["dynamodb:PutItem", "dynamodb:UpdateItem"], "Resource": made["TableArn"]},
    ]
    package = functions.zip_of({"handler.py": source, "wrapper.py": WRAPPER})
    role = deploying.role(cloud, f"{ROOM}-role", rights)
    deploying.deploy(
        cloud, ROOM, package, handler="wrapper.handler", role_arn=role, timeout=10, environment={"TABLE": ROOM}
    )
    found = stream(cloud, ROOM) or {}
    cloud.client("lambda").create_event_source_mapping(
        FunctionName=ROOM, EventSourceArn=found["StreamARN"], StartingPosition="TRIM_HORIZON", MaximumRetryAttempts=1,
        FunctionResponseTypes=["ReportBatchItemFailures"],
    )  # fmt: skip
    return Passed(found=f"`{ROOM}` reads the stream of the same name")


@LAB.step("Views of the stream are counted", weight=2, needs=("wired",))
def counted(cloud: Cloud, random: Random) -> Passed:
    page = f"/mugs/{random.randrange(16**6):06x}"
    views = [view(random, page) for _ in range(3)]
    put(cloud, *(json.dumps(item).encode() for item in views), name=ROOM)
    wanted = (3, sum(item["ms"] for item in views))
    _expect(cloud, page, wanted, "three views of one page were put")
    return Passed(found=f"`{page}`: {wanted}")


@LAB.step("A batch that comes twice counts once", needs=("counted",))
def once(cloud: Cloud, random: Random) -> Passed:
    page = f"/cards/{random.randrange(16**6):06x}"
    views = [view(random, page) for _ in range(2)]
    batch = [record(random, json.dumps(item).encode()) for item in views]
    for _ in range(2):
        _send(cloud, batch)
    _expect(cloud, page, (2, sum(item["ms"] for item in views)), "a batch with two views came twice")
    return Passed(found=f"`{page}`: 2")


@LAB.step("What is no view is reported, and what came before it stays", needs=("counted",))
def partial(cloud: Cloud, random: Random) -> Passed:
    page = f"/canvas/{random.randrange(16**6):06x}"
    good, late = view(random, page), view(random, page)
    for bad in (b"no view", b"[1]", json.dumps({"page": page, "ms": "long"}).encode()):
        batch = [
            record(random, json.dumps(good).encode()),
            record(random, bad),
            record(random, json.dumps(late).encode()),
        ]
        answer, _log = _send(cloud, batch)
        number = batch[1]["kinesis"]["sequenceNumber"]
        if answer != {"batchItemFailures": [{"itemIdentifier": number}]}:
            raise NotYet(
                f"a record says `{bad!r}`, and it answered `{answer}`",
                expected=f"`{number}` in `batchItemFailures`",
                advice="stop at the record that is no view, and return its sequence number",
            )
    _expect(cloud, page, (3, 3 * good["ms"]), "three batches had a bad record in the middle")
    return Passed(found="three bad records reported, what came before them counted")


@LAB.step("No visitor is named, and the client is made once", needs=("counted",))
def quiet(cloud: Cloud, random: Random) -> Passed:
    for _ in range(2):
        seen = view(random)
        _answer, log = _send(cloud, [record(random, json.dumps(seen).encode())])
        if seen["visitor"] in log:
            raise NotYet("the log names a visitor", expected="pages only", advice="print no view")
    if f"{CLIENTS} 0" not in log:
        raise NotYet(
            "a call made a client",
            expected="no client in a call",
            advice="make it at the top of the file",
            evidence=log,
        )
    cleanup.remove(cloud, (ROOM,), SERVICES)
    return Passed(found="nobody is named, and no call makes a client")


def _send(cloud: Cloud, records: list[dict[str, Any]]) -> tuple[Any, str]:
    """Hand the function a batch; returns answer and log; raises NotYet when it failed."""
    found = functions.invoke(cloud, ROOM, {"Records": records})
    if found.error:
        raise NotYet(f"the function failed: {found.error_text}", expected="no exception", evidence=found.log)
    return found.value, found.log


def _counts(cloud: Cloud, page: str) -> tuple[int, int]:
    found = cloud.client("dynamodb").get_item(TableName=ROOM, Key={"page": {"S": page}}, ConsistentRead=True)
    item = found.get("Item", {})
    return int(item.get("views", {}).get("N", "0")), int(item.get("ms", {}).get("N", "0"))


def _expect(cloud: Cloud, page: str, wanted: tuple[int, int], what: str) -> None:
    try:
        until("the counts", lambda: _counts(cloud, page) == wanted, timeout=8.0, every=0.1)
    except TimedOut as error:
        raise NotYet(
            f"{what}, and views and ms are {_counts(cloud, page)}",
            expected=f"{wanted}",
            advice="read README.md, points 1 to 3",
        ) from error
