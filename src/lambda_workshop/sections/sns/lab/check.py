"""Grades the lab: deploys the learner's handler behind a topic, publishes orders, and sends messages twice."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotYet, Passed
from lambda_workshop.checks.lab import CLIENTS, WRAPPER, handler_text
from lambda_workshop.cloud import Cloud, TimedOut, cleanup, deploying, functions, tables, until
from lambda_workshop.sections.sns.orders import attribute, event, order, topic_arn

ROOM = "inkwell-sns-lab"
SERVICES = ("lambda", "sns", "dynamodb", "iam", "logs")
LAB = Exercise(
    "lab",
    title="One letter for each order",
    points=6,
    hints=(
        "How can you tell the second delivery of a message from another message with the same order?",
        "The `MessageId` is the key. Who must notice that it is there already: your code, or the table?",
        "`put_item(..., ConditionExpression='attribute_not_exists(message)')`, and a "
        "`ConditionalCheckFailedException` is not a failure.",
    ),
    resources=(ROOM,),
)


@LAB.step("`handler.py` is written")
def source(work: object) -> Passed:
    return handler_text(work, "sns")


@LAB.step("It is subscribed to a topic")
def topic(cloud: Cloud, source: str) -> Passed:
    cleanup.remove(cloud, (ROOM,), SERVICES)
    made = tables.create(cloud, ROOM, "message")
    rights = {
        "Action": ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:GetItem"],
        "Resource": made["TableArn"],
    }
    package = functions.zip_of({"handler.py": source, "wrapper.py": WRAPPER})
    role = deploying.role(cloud, f"{ROOM}-role", [rights])
    function = deploying.deploy(
        cloud, ROOM, package, handler="wrapper.handler", role_arn=role, timeout=10, environment={"TABLE": ROOM}
    )
    arn = str(cloud.client("sns").create_topic(Name=ROOM)["TopicArn"])
    cloud.client("lambda").add_permission(
        FunctionName=ROOM, StatementId="topic", Action="lambda:InvokeFunction", Principal="sns.amazonaws.com",
        SourceArn=arn,
    )  # fmt: skip
    cloud.client("sns").subscribe(TopicArn=arn, Protocol="lambda", Endpoint=function)
    return Passed(arn, found=f"`{ROOM}` is subscribed")


@LAB.step("A published order becomes a letter", weight=2)
def letter(cloud: Cloud, topic: str, random: Random) -> Passed:
    for language in ("en", ""):
        placed = order(random)
        attached = {"language": attribute("String", language)} if language else {}
        number = cloud.client("sns").publish(
            TopicArn=topic_arn(cloud, ROOM), Message=json.dumps(placed), MessageAttributes=attached
        )["MessageId"]
        wanted = {
            "message": number,
            "order": placed["orderId"],
            "cents": str(placed["cents"]),
            "language": language or "de",
        }
        _expect(cloud, number, wanted)
    return Passed(found="two letters, in two languages")


@LAB.step("A repeated message changes nothing", needs=("letter",))
def once(cloud: Cloud, random: Random) -> Passed:
    placed = order(random)
    sent = event(random, json.dumps(placed))
    number = sent["Records"][0]["Sns"]["MessageId"]
    _send(cloud, sent)
    cloud.client("dynamodb").update_item(
        TableName=ROOM,
        Key={"message": {"S": number}},
        UpdateExpression="SET printed = :yes",
        ExpressionAttributeValues={":yes": {"S": "yes"}},
    )
    _send(cloud, sent)
    if _item(cloud, number).get("printed") != "yes":
        raise NotYet(
            "the second delivery wrote the letter again, and it would be printed twice",
            expected="the item as the printers left it",
            advice="write on the condition that there is no such item",
        )
    return Passed(found="the printers' mark is still there")


@LAB.step("What is not an order is an error that names its message, and nobody else", needs=("letter",))
def odd(cloud: Cloud, random: Random) -> Passed:
    secret = f"{random.randrange(16**8):08x}@example.com"
    for body in (f"my cat, please. {secret}", json.dumps({"customer": secret}), "[]"):
        sent = event(random, body)
        number = sent["Records"][0]["Sns"]["MessageId"]
        found = functions.invoke(cloud, ROOM, sent)
        if not found.error or found.error.get("errorType") != "ValueError" or number not in found.error_text:
            raise NotYet(
                f"the body `{body[:20]}...`: {found.error_text or 'no exception'}",
                expected=f"a ValueError with `{number}` in its text",
                advice="check what you parsed before you write",
                evidence=found.log,
            )
        if secret in found.log or secret in json.dumps(found.error):
            raise NotYet("the customer's address is in the log", expected="ids only", advice="raise `... from None`")
        if _item(cloud, number):
            raise NotYet("a letter was written for it", expected="nothing", advice="raise before you write")
    return Passed(found="three of them, and no letter")


@LAB.step("The client is made once for an environment", needs=("letter",))
def clients(cloud: Cloud, random: Random) -> Passed:
    log = [_send(cloud, event(random, json.dumps(order(random)))) for _ in range(2)][-1]
    if f"{CLIENTS} 0" not in log:
        raise NotYet(
            "a call made a client",
            expected="no client in a call",
            advice="make it at the top of the file",
            evidence=log,
        )
    cleanup.remove(cloud, (ROOM,), SERVICES)
    return Passed(found="no call makes a client")


def _send(cloud: Cloud, sent: dict[str, Any]) -> str:
    """Hand the function an event; returns its log; raises NotYet when it failed."""
    found = functions.invoke(cloud, ROOM, sent)
    if found.error:
        raise NotYet(f"the function failed: {found.error_text}", expected="no exception", evidence=found.log)
    return found.log


def _item(cloud: Cloud, number: str) -> dict[str, str]:
    found = cloud.client("dynamodb").get_item(TableName=ROOM, Key={"message": {"S": number}}, ConsistentRead=True)
    return {key: str(next(iter(value.values()))) for key, value in found.get("Item", {}).items()}


def _expect(cloud: Cloud, number: str, wanted: dict[str, str]) -> None:
    try:
        until("the letter", lambda: _item(cloud, number) == wanted, timeout=6.0, every=0.1)
    except TimedOut as error:
        raise NotYet(
            f"the message's letter is {_item(cloud, number) or 'not there'}",
            expected=json.dumps(wanted),
            advice="read README.md, point 1",
        ) from error
