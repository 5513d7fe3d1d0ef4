"""Grades the lab: deploys the learner's handler behind a FIFO queue, and sends it updates, duplicates and nonsense."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from lambda_workshop.checks import NotYet, Passed
from lambda_workshop.cloud import Cloud, tables
from lambda_workshop.sections.sqs.jobs import reported_ids
from lambda_workshop.verify import READS, Fault, Lab, Probe, Room, exchange

ROOM = "inkwell-sqs-lab"
TABLE, FUNCTION = f"{ROOM}-orders", f"{ROOM}-updates"
QUEUE, DEAD = f"{ROOM}-updates.fifo", f"{ROOM}-dead.fifo"
STATUSES = ("paid", "printing", "printed", "shipped")
_CUSTOMERS = ("Ada Byron", "Zoë Müller")

LAB = Lab(
    title="Order updates, in order and once",
    points=6,
    hints=(
        "Two functions may get the same message at once. What single request changes the order only if this message "
        "was not applied before?",
        "`update_item` takes a `ConditionExpression`, and a set of strings can hold the ids that were applied. A "
        "failed condition raises ConditionalCheckFailedException, which is not a failure of the message.",
        "`UpdateExpression='SET #status = :status, history = list_append(if_not_exists(history, :none), :one) ADD "
        "seen :ids'` with `ConditionExpression='NOT contains(seen, :id)'`. At the first exception return the ids of "
        "`records[number:]`.",
    ),
    section="sqs",
    room=ROOM,
    services=("lambda", "sqs", "dynamodb", "iam", "logs"),
    function=FUNCTION,
)


@dataclass(frozen=True)
class Update:
    """One message of the queue."""

    message_id: str
    order: str
    body: str


@LAB.built("It runs behind the queue")
def deployed(room: Room) -> None:
    sqs = room.cloud.client("sqs")

    def queue(name: str, **attributes: str) -> tuple[str, str]:
        url = sqs.create_queue(QueueName=name, Attributes={"FifoQueue": "true", **attributes})["QueueUrl"]
        return url, sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]

    table_arn = tables.create(room.cloud, TABLE, "orderId")["TableArn"]
    redrive = json.dumps({"deadLetterTargetArn": queue(DEAD)[1], "maxReceiveCount": 5})
    _url, source = queue(QUEUE, VisibilityTimeout="30", RedrivePolicy=redrive)
    arn = room.deploy(
        [
            "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole",
            {"Action": ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"], "Resource": table_arn},
        ],
        timeout=5,
        environment={"TABLE": TABLE},
    )
    room.cloud.client("lambda").create_event_source_mapping(
        FunctionName=arn, EventSourceArn=source, BatchSize=10, FunctionResponseTypes=["ReportBatchItemFailures"]
    )
    room.must({"Records": []}, expected='called with an empty batch, `{"batchItemFailures": []}`')


@LAB.step("Updates from the queue are applied in order", weight=2)
def in_order(cloud: Cloud, room: Room, random: Random) -> Passed:
    probe = Probe(cloud, FUNCTION)
    first, second = _order(random), _order(random)
    wanted = {first: list(STATUSES[: random.randint(2, 4)]), second: list(STATUSES[: random.randint(2, 4)])}
    updates = [_update(random, order, status) for order, statuses in wanted.items() for status in statuses]
    probe.sent = _listed(updates)
    cloud.client("sqs").send_message_batch(
        QueueUrl=cloud.client("sqs").get_queue_url(QueueName=QUEUE)["QueueUrl"],
        Entries=[
            {
                "Id": str(number),
                "MessageBody": update.body,
                "MessageGroupId": update.order,
                "MessageDeduplicationId": update.message_id,
            }
            for number, update in enumerate(updates)
        ],
    )

    def late() -> str:
        return next((order for order in wanted if _history(cloud, order) != wanted[order]), "")

    probe.until(
        lambda: not late(),
        found=lambda: f"the history of {late()} is {_history(cloud, late())}",
        expected=f"{first}: {wanted[first]}, {second}: {wanted[second]}",
        advice="append the status to the item's list `history`, once for each message",
        seconds=15,
    )
    for order, statuses in wanted.items():
        if (status := tables.item(cloud, TABLE, orderId=order).get("status")) != statuses[-1]:
            raise NotYet(
                f"the status of {order} is {status}",
                expected=statuses[-1],
                advice="set `status` in the same write",
                evidence=probe.evidence,
            )
    return Passed(found=f"{len(updates)} updates of two orders, each history in order", evidence=probe.evidence)


@LAB.step("A message that arrives again changes nothing, and is not a failure")
def once(cloud: Cloud, room: Room, random: Random) -> Passed:
    order = _order(random)
    batch = [_update(random, order, status) for status in ("paid", "printing")]
    later = _update(random, order, "printed")
    for event in ([*batch], [batch[1], later], [*batch, later]):
        failed, evidence = _reported(room, event)
        if failed:
            raise NotYet(
                f"{len(failed)} messages were reported as failed, though every one is in order",
                expected="no failure: a message that was applied before is done",
                advice="catch ConditionalCheckFailedException, and go on",
                evidence=evidence,
            )
    if (history := _history(cloud, order)) != ["paid", "printing", "printed"]:
        raise NotYet(
            f"three messages, delivered seven times in all, gave the history {history}",
            expected="['paid', 'printing', 'printed']",
            advice="remember each messageId in the same conditional write that appends to the history",
            evidence=evidence,
        )
    return Passed(found="three messages, delivered seven times in all, were applied once each")


@LAB.step("Two functions that get a message at the same moment apply it once", needs=("once",))
def together(cloud: Cloud, room: Room, random: Random) -> Passed:
    order, event = _order(random), None
    event = _event([_update(random, order, "paid")])
    answers = room.together(event, event, fault=Fault(READS, after=True, seconds=0.3))
    if (history := _history(cloud, order)) != ["paid"]:
        raise NotYet(
            f"one message, delivered to two functions at once and seven times in all, gave the history {history}",
            expected="['paid']",
            advice="one conditional write does it: what was read before may have changed meanwhile",
            evidence="\n".join(exchange(event, answer) for answer in answers),
        )
    return Passed(found="both got it, and it is in the history once")


@LAB.step("A failure holds back what follows it, and nothing else is lost", weight=2)
def held_back(cloud: Cloud, room: Room, random: Random) -> Passed:
    order, other = _order(random), _order(random)
    good, bad = _update(random, order, "paid"), _update(random, order, "eaten")
    behind, elsewhere = _update(random, order, "printing"), _update(random, other, "paid")
    failed, evidence = _reported(room, [good, bad, behind, elsewhere])
    for update, why in ((bad, "the message with the unknown status"), (behind, "the message behind it")):
        if update.message_id not in failed:
            raise NotYet(
                f"{why} was not reported, so Lambda deletes it",
                expected="the failed message and everything behind it of its group in `batchItemFailures`",
                advice="stop at the first failure, and report `records[number:]`",
                evidence=evidence,
            )
    if good.message_id in failed:
        raise NotYet(
            "the message before the failure was reported too",
            expected="only what was not applied",
            advice="report from the failed message on",
            evidence=evidence,
        )
    if (history := _history(cloud, order)) != ["paid"]:
        raise NotYet(
            f"the history is {history}: a later update was applied before the failed one",
            expected="['paid']",
            advice="leave the loop at the first failure of a group",
            evidence=evidence,
        )
    applied = _history(cloud, other) == ["paid"]
    if applied == (elsewhere.message_id in failed):
        raise NotYet(
            "the other order's update was applied and reported" if applied else "the other order's update is lost",
            expected="every message either applied or reported",
            advice="report exactly the messages that you did not apply",
            evidence=evidence,
        )
    return Passed(found="the failed message and what follows it come back, in order", evidence=evidence)


@LAB.step("Odd bodies fail, and nothing raises")
def odd(room: Room, random: Random) -> Passed:
    order = _order(random)
    bodies = ["", "paid", "[]", "null", "{}", *map(json.dumps, ({"orderId": order}, {"status": "paid"}))]
    for body in (*bodies, json.dumps({"orderId": order, "status": "PAID"})):
        message = Update(_message_id(random), order, body)
        failed, evidence = _reported(room, [message])
        if failed != [message.message_id]:
            raise NotYet(
                f"the body `{body}` was not reported",
                expected="a failure: it is not an update of an order",
                advice="check both fields before you write",
                evidence=evidence,
            )
    return Passed(found=f"{len(bodies) + 1} odd bodies are reported")


LAB.keeps_secrets(
    (*(part for name in _CUSTOMERS for part in name.split()), "@example."),
    expected="message ids and order ids only",
    needs=(in_order,),
)
LAB.makes_no_client(lambda random: _event([_update(random, _order(random), "paid")]), needs=(once,))


def _order(random: Random) -> str:
    return f"O-{random.randrange(1_000_000):06d}"


def _message_id(random: Random) -> str:
    return str(uuid.UUID(int=random.getrandbits(128), version=4))


def _update(random: Random, order: str, status: str) -> Update:
    customer = {"name": random.choice(_CUSTOMERS), "email": f"{order.lower()}@example.com"}
    body = json.dumps({"orderId": order, "status": status, "customer": customer}, ensure_ascii=False)
    return Update(_message_id(random), order, body)


def _event(updates: Sequence[Update]) -> dict[str, Any]:
    golden = json.loads((Path(__file__).parent.parent / "events" / "fifo.json").read_text("utf-8"))["Records"][0]
    records = []
    for update in updates:
        attributes = golden["attributes"] | {
            "MessageGroupId": update.order,
            "MessageDeduplicationId": update.message_id,
        }
        records.append(golden | {"messageId": update.message_id, "body": update.body, "attributes": attributes})
    return {"Records": records}


def _listed(updates: Sequence[Update]) -> str:
    return "\n".join(f"{update.message_id}  {update.body}" for update in updates)


def _reported(room: Room, updates: Sequence[Update]) -> tuple[list[str], str]:
    """Call the function with the updates; returns the ids that it reports, and the evidence.

    Raises:
        NotYet: the function failed, or answered what Lambda does not understand.
    """
    wanted = '`{"batchItemFailures": [{"itemIdentifier": ...}, ...]}`, whatever comes in'
    answer = room.must(_event(updates), expected=wanted)
    evidence, failed = exchange(_listed(updates), answer), reported_ids(answer.value)
    if failed is None:
        raise NotYet(
            f"it answered `{answer.shown}`",
            expected=wanted,
            advice="catch the error of a single message, and report that message",
            evidence=evidence,
        )
    return failed, evidence


def _history(cloud: Cloud, order: str) -> list[str]:
    return list(tables.item(cloud, TABLE, orderId=order).get("history", []))
