"""Grades the lab: deploys the learner's handler behind a topic, publishes orders, and sends messages twice."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from lambda_workshop.checks import NotYet, Passed
from lambda_workshop.cloud import Cloud, tables
from lambda_workshop.sections.sns.orders import attribute, event, order
from lambda_workshop.verify import WRITES, Fault, Lab, Probe, Room, exchange, leaked

ROOM = "inkwell-sns-lab"
LAB = Lab(
    title="One letter for each order",
    points=6,
    hints=(
        "How can you tell the second delivery of a message from another message with the same order?",
        "The `MessageId` is the key. Who must notice that it is there already: your code, or the table?",
        "`put_item(..., ConditionExpression='attribute_not_exists(message)')`, and a "
        "`ConditionalCheckFailedException` is not a failure.",
    ),
    section="sns",
    room=ROOM,
    services=("lambda", "sns", "dynamodb", "iam", "logs"),
)


@LAB.built("It is subscribed to a topic")
def topic(room: Room) -> str:
    made, sns = tables.create(room.cloud, ROOM, "message"), room.cloud.client("sns")
    rights = {
        "Action": ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:GetItem"],
        "Resource": made["TableArn"],
    }
    function, arn = room.deploy([rights], environment={"TABLE": ROOM}), str(sns.create_topic(Name=ROOM)["TopicArn"])
    room.cloud.client("lambda").add_permission(
        FunctionName=ROOM, StatementId="topic", Action="lambda:InvokeFunction", Principal="sns.amazonaws.com",
        SourceArn=arn,
    )  # fmt: skip
    sns.subscribe(TopicArn=arn, Protocol="lambda", Endpoint=function)
    return arn


@LAB.step("A published order becomes a letter", weight=2)
def letter(cloud: Cloud, topic: str, random: Random) -> Passed:
    _expect_letter(cloud, topic, order(random), "en")
    _expect_letter(cloud, topic, order(random), "")
    return Passed(found="two letters, in two languages")


@LAB.step("A repeated message changes nothing", needs=(letter,))
def once(cloud: Cloud, room: Room, random: Random) -> Passed:
    sent = event(random, json.dumps(order(random)))

    def delivered_and_printed() -> None:
        room.must(sent)
        cloud.client("dynamodb").update_item(
            TableName=ROOM,
            Key={"message": {"S": _id(sent)}},
            UpdateExpression="SET printed = :yes",
            ExpressionAttributeValues={":yes": {"S": "yes"}},
        )

    def expect_mark(again: str, advice: str) -> None:
        if _letter(cloud, sent).get("printed") != "yes":
            raise NotYet(
                f"{again} wrote the letter again, and it would be printed twice",
                expected="the item as the printers left it",
                advice=advice,
            )

    delivered_and_printed()
    room.must(sent)
    expect_mark("the second delivery", "write on the condition that there is no such item")
    room.anew(random)
    room.must(sent)
    expect_mark("a delivery to a new environment", "let the table remember: a global lives as long as its environment")
    sent = event(random, json.dumps(order(random)))
    room.overtaken(sent, delivered_and_printed)
    expect_mark("a delivery at the same moment", "what was read before may have changed: let the table compare")
    return Passed(found="the printers' mark is still there, after a repeat, a restart and two deliveries at once")


@LAB.step("What the table refuses is an error, so that SNS tries again", needs=(letter,))
def refused(cloud: Cloud, room: Room, random: Random) -> Passed:
    sent = event(random, json.dumps(order(random)))
    answer = room.call(sent, fault=Fault(WRITES, "ProvisionedThroughputExceededException"))
    if answer.error is None:
        raise NotYet(
            "the table was too busy, and the function answered as if the letter were written",
            expected="the error, and no other than a failed condition caught",
            advice="catch `ConditionalCheckFailedException` alone",
            evidence=exchange(sent, answer),
        )
    room.must(sent)
    if not _letter(cloud, sent):
        raise NotYet("tried again, there is no letter", expected="one", advice="let the table alone remember")
    return Passed(found="it fails, and the next try writes the letter")


@LAB.step("What is not an order is an error that names its message, and nobody else", needs=(letter,))
def odd(cloud: Cloud, room: Room, random: Random) -> Passed:
    secret = f"{random.randrange(16**8):08x}@example.com"
    bodies = (f"my cat, please. {secret}", json.dumps({"customer": secret}), "[]", "7", "null", '"O-1"', '{"cents": 5}')
    for body in bodies:
        sent = event(random, body)
        answer = room.call(sent)
        if not answer.error or answer.error.get("errorType") != "ValueError" or _id(sent) not in answer.error_text:
            raise NotYet(
                f"the body `{body[:20]}`: {answer.error_text or 'no exception'}",
                expected=f"a ValueError with `{_id(sent)}` in its text",
                advice="check what you parsed before you write",
                evidence=exchange(sent, answer),
            )
        if leaked([secret], answer.log, json.dumps(answer.error)):
            raise NotYet(
                "the customer's address is in the log",
                expected="ids only",
                advice="raise `... from None`",
                evidence=exchange(sent, answer),
            )
        if _letter(cloud, sent):
            raise NotYet("a letter was written for it", expected="nothing", advice="raise before you write")
    return Passed(found=f"{len(bodies)} of them, and no letter")


LAB.makes_no_client(
    lambda random: event(random, json.dumps(order(random))),
    text="The client is made once for an environment",
    needs=(letter,),
)


def _id(sent: dict[str, Any]) -> str:
    return str(sent["Records"][0]["Sns"]["MessageId"])


def _letter(cloud: Cloud, sent: dict[str, Any] | str) -> dict[str, Any]:
    return tables.item(cloud, ROOM, message=sent if isinstance(sent, str) else _id(sent))


def _expect_letter(cloud: Cloud, topic: str, placed: dict[str, Any], language: str) -> None:
    attached = {"language": attribute("String", language)} if language else {}
    probe = Probe(cloud, ROOM, sent=json.dumps({"Message": placed, "MessageAttributes": attached}))
    number = cloud.client("sns").publish(TopicArn=topic, Message=json.dumps(placed), MessageAttributes=attached)[
        "MessageId"
    ]
    wanted = {"message": number, "order": placed["orderId"], "cents": placed["cents"], "language": language or "de"}
    probe.until(
        lambda: _letter(cloud, number) == wanted,
        found=lambda: f"the message's letter is {_letter(cloud, number) or 'not there'}",
        expected=json.dumps(wanted),
        advice="read README.md, point 1",
        seconds=6,
    )
