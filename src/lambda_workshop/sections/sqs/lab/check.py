"""Grades the lab: deploys the learner's handler behind a FIFO queue, and sends it updates, duplicates and nonsense."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotYet, Passed
from lambda_workshop.checks.lab import CLIENTS, WRAPPER, handler_text
from lambda_workshop.cloud import Cloud, TimedOut, cleanup, deploying, functions, logs, tables, until
from lambda_workshop.sections.sqs.jobs import reported_ids
from lambda_workshop.sections.sqs.tracking import indented, said

ROOM = "inkwell-sqs-lab"
TABLE, FUNCTION = f"{ROOM}-orders", f"{ROOM}-updates"
QUEUE, DEAD = f"{ROOM}-updates.fifo", f"{ROOM}-dead.fifo"
SERVICES = ("lambda", "sqs", "dynamodb", "iam", "logs")
STATUSES = ("paid", "printing", "printed", "shipped")

LAB = Exercise(
    "lab",
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
    resources=(ROOM,),
)


@dataclass(frozen=True)
class Update:
    """One message of the queue."""

    message_id: str
    order: str
    body: str
    private: tuple[str, ...] = ()


@LAB.step("`handler.py` is written")
def source(work: object) -> Passed:
    return handler_text(work, "sqs")


@LAB.step("It runs behind the queue")
def deployed(cloud: Cloud, source: str) -> Passed:
    cleanup.remove(cloud, (ROOM,), SERVICES)
    _build(cloud, source)
    answer = functions.invoke(cloud, FUNCTION, {"Records": []})
    if answer.error_text:
        raise NotYet(
            f"called with an empty batch, it failed: `{answer.error_text}`",
            expected='`{"batchItemFailures": []}`',
            advice="run `python -m pytest` in the lab's folder first",
            evidence=f"logged:\n{indented(answer.log)}",
        )
    return Passed(found=f"`{FUNCTION}` answers")


@LAB.step("Updates from the queue are applied in order", weight=2)
def in_order(cloud: Cloud, deployed: object, random: Random) -> Passed:
    since = logs.now_ms()
    first, second = _order(random), _order(random)
    wanted = {first: list(STATUSES[: random.randint(2, 4)]), second: list(STATUSES[: random.randint(2, 4)])}
    updates = [_update(random, order, status) for order, statuses in wanted.items() for status in statuses]
    queue_url = cloud.client("sqs").get_queue_url(QueueName=QUEUE)["QueueUrl"]
    entries = [
        {
            "Id": str(number),
            "MessageBody": update.body,
            "MessageGroupId": update.order,
            "MessageDeduplicationId": update.message_id,
        }
        for number, update in enumerate(updates)
    ]
    cloud.client("sqs").send_message_batch(QueueUrl=queue_url, Entries=entries)
    evidence = f"sent:\n{indented(chr(10).join(update.body for update in updates))}"
    try:
        until(
            "both orders to be up to date",
            lambda: all(_history(cloud, order) == statuses for order, statuses in wanted.items()),
            timeout=15,
            every=0.2,
        )
    except TimedOut as error:
        order = next(order for order in wanted if _history(cloud, order) != wanted[order])
        raise NotYet(
            f"the history of {order} is {_history(cloud, order)} after 15 s",
            expected=f"{wanted[order]}",
            advice="append the status to the item's list `history`, once for each message",
            evidence=f"{evidence}\nlogged:\n{said(cloud, FUNCTION, since_ms=since)}",
        ) from error
    for order, statuses in wanted.items():
        if (status := _item(cloud, order).get("status", {}).get("S")) != statuses[-1]:
            raise NotYet(
                f"the status of {order} is {status}",
                expected=statuses[-1],
                advice="set `status` in the same write",
                evidence=evidence,
            )
    return Passed(found=f"{len(updates)} updates of two orders, each history in order", evidence=evidence)


@LAB.step("A message that arrives again changes nothing, and is not a failure")
def once(cloud: Cloud, deployed: object, random: Random) -> Passed:
    order = _order(random)
    batch = [_update(random, order, status) for status in ("paid", "printing")]
    later = _update(random, order, "printed")
    for event in ([*batch], [batch[1], later], [*batch, later]):
        failed, evidence = _reported(cloud, event)
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


@LAB.step("A failure holds back what follows it, and nothing else is lost", weight=2)
def held_back(cloud: Cloud, deployed: object, random: Random) -> Passed:
    order, other = _order(random), _order(random)
    good, bad = _update(random, order, "paid"), _update(random, order, "eaten")
    behind, elsewhere = _update(random, order, "printing"), _update(random, other, "paid")
    failed, evidence = _reported(cloud, [good, bad, behind, elsewhere])
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
def odd(cloud: Cloud, deployed: object, random: Random) -> Passed:
    order = _order(random)
    bodies = ("", "paid", "[]", "null", "{}", json.dumps({"orderId": order}), json.dumps({"status": "paid"}))
    for body in (*bodies, json.dumps({"orderId": order, "status": "PAID"})):
        message = Update(str(uuid.UUID(int=random.getrandbits(128), version=4)), order, body)
        failed, evidence = _reported(cloud, [message])
        if failed != [message.message_id]:
            raise NotYet(
                f"the body `{body}` was not reported",
                expected="a failure: it is not an update of an order",
                advice="check both fields before you write",
                evidence=evidence,
            )
    return Passed(found=f"{len(bodies) + 1} odd bodies are reported")


@LAB.step("The log keeps the customers to itself")
def private(cloud: Cloud, in_order: object) -> Passed:
    text = "\n".join(line.text for line in logs.lines(cloud, FUNCTION))
    if seen := [word for word in ("Byron", "Müller", "\\u00fc", "@example.") if word in text]:
        raise NotYet(
            f"the log holds a customer's data: `{seen[0]}`",
            expected="message ids and order ids only",
            advice="print single fields, never the body or the event",
        )
    return Passed(found="no name and no address")


@LAB.step("No client is made in a call")
def one_client(cloud: Cloud, once: object, random: Random) -> Passed:
    for _ in range(4):
        answer = functions.invoke(cloud, FUNCTION, _event([_update(random, _order(random), "paid")]))
        made = next((line for line in answer.log.splitlines() if line.startswith(CLIENTS)), f"{CLIENTS} 0")
        # A first call in a new environment may make its client late.
        if made.removeprefix(CLIENTS).strip() == "0":
            return Passed(found="a warm call makes no client")
    raise NotYet(
        f"a warm call made {made.removeprefix(CLIENTS).strip()} client(s)",
        expected="none: making a client takes longer than the write",
        advice="make the client or table outside the handler, so that the environment keeps it",
        evidence=f"logged:\n{indented(answer.log)}",
    )


def _build(cloud: Cloud, source: str) -> None:
    sqs = cloud.client("sqs")
    table_arn = tables.create(cloud, TABLE, "orderId")["TableArn"]
    dead_url = sqs.create_queue(QueueName=DEAD, Attributes={"FifoQueue": "true"})["QueueUrl"]
    redrive = json.dumps({"deadLetterTargetArn": _arn(cloud, dead_url), "maxReceiveCount": 5})
    attributes = {"FifoQueue": "true", "VisibilityTimeout": "30", "RedrivePolicy": redrive}
    url = sqs.create_queue(QueueName=QUEUE, Attributes=attributes)["QueueUrl"]
    role = deploying.role(
        cloud,
        f"{ROOM}-role",
        [
            "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole",
            {"Action": ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"], "Resource": table_arn},
        ],
    )
    arn = deploying.deploy(
        cloud,
        FUNCTION,
        functions.zip_of({"handler.py": source, "probe.py": WRAPPER}),
        handler="probe.handler",
        role_arn=role,
        timeout=5,
        environment={"TABLE": TABLE},
    )
    cloud.client("lambda").create_event_source_mapping(
        FunctionName=arn,
        EventSourceArn=_arn(cloud, url),
        BatchSize=10,
        FunctionResponseTypes=["ReportBatchItemFailures"],
    )


def _arn(cloud: Cloud, url: str) -> str:
    found = cloud.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    return str(found["QueueArn"])


def _order(random: Random) -> str:
    return f"O-{random.randrange(1_000_000):06d}"


def _update(random: Random, order: str, status: str) -> Update:
    customer = {"name": random.choice(("Ada Byron", "Zoë Müller")), "email": f"{order.lower()}@example.com"}
    body = json.dumps({"orderId": order, "status": status, "customer": customer}, ensure_ascii=False)
    return Update(str(uuid.UUID(int=random.getrandbits(128), version=4)), order, body)


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


def _reported(cloud: Cloud, updates: Sequence[Update]) -> tuple[list[str], str]:
    """Call the function with the updates; returns the ids that it reports, and the evidence.

    Raises:
        NotYet: the function failed, or answered what Lambda does not understand.
    """
    answer = functions.invoke(cloud, FUNCTION, _event(updates))
    sent = "\n".join(f"{update.message_id}  {update.body}" for update in updates)
    evidence = (
        f"sent:\n{indented(sent)}\nanswered:\n  {answer.error_text or answer.value}\nlogged:\n{indented(answer.log)}"
    )
    failed = reported_ids(answer.value)
    if answer.error_text or failed is None:
        raise NotYet(
            f"the function failed: `{answer.error_text}`" if answer.error_text else f"it answered `{answer.value}`",
            expected='`{"batchItemFailures": [{"itemIdentifier": ...}, ...]}`, whatever comes in',
            advice="catch the error of a single message, and report that message",
            evidence=evidence,
        )
    return failed, evidence


def _item(cloud: Cloud, order: str) -> dict[str, Any]:
    found = cloud.client("dynamodb").get_item(TableName=TABLE, Key={"orderId": {"S": order}}, ConsistentRead=True)
    item: dict[str, Any] = found.get("Item", {})
    return item


def _history(cloud: Cloud, order: str) -> list[str]:
    return [entry.get("S", "") for entry in _item(cloud, order).get("history", {}).get("L", [])]
