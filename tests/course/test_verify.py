"""The vocabulary on a real backend: how far a probe came, faults of one call, snapshots, rights asked both ways."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from lambda_workshop.authoring.section import load
from lambda_workshop.checks import NotYet
from lambda_workshop.cloud import Cloud, deploying, functions, tables
from lambda_workshop.notebook.lesson import Lesson
from lambda_workshop.verify import READS, WRITES, Fault, Probe, Room, snapshot
from lambda_workshop.verify.rights import expect_callable, expect_role_may

ROOM = "inkwell-sqs-test"
LETTERS = """
import os

import boto3

client = boto3.client("dynamodb")


def handler(event, context):
    key = {"id": {"S": event["id"]}}
    seen = client.get_item(TableName=os.environ["TABLE"], Key=key)
    client.update_item(
        TableName=os.environ["TABLE"], Key=key, UpdateExpression="ADD times :one",
        ExpressionAttributeValues={":one": {"N": "1"}},
    )
    return "Item" in seen
"""


@pytest.fixture
def cloud(account: str) -> Cloud:
    return Lesson(load("sqs")).cloud


@pytest.fixture
def room(cloud: Cloud) -> Room:
    """A deployed function that reads an item and then counts in it."""
    found = Room(cloud, ROOM, LETTERS)
    arn = tables.create(cloud, ROOM, "id")["TableArn"]
    found.deploy(
        [{"Action": ["dynamodb:GetItem", "dynamodb:UpdateItem"], "Resource": arn}], environment={"TABLE": ROOM}
    )
    return found


def times(room: Room, number: str) -> int:
    return int(tables.item(room.cloud, ROOM, id=number).get("times", 0))


def test_faults_happen_in_one_call_and_where_they_were_asked_for(room: Room) -> None:
    assert room.must({"id": "a"}).value is False
    assert room.must({"id": "a"}).value is True
    refused = room.call({"id": "b"}, fault=Fault(WRITES, "ProvisionedThroughputExceededException"))
    assert refused.error is not None
    assert refused.error["errorType"] == "ProvisionedThroughputExceededException"
    assert times(room, "b") == 0
    broken = room.call({"id": "c"}, fault=Fault(WRITES, "InternalServerError", after=True))
    assert (broken.error_text != "", times(room, "c")) == (True, 1)
    ended = room.call({"id": "d"}, fault=Fault(READS, ends=True))
    assert ended.error is not None
    assert ended.error["errorType"] == "Runtime.ExitError"
    assert room.must({"id": "d"}).value is False


def test_calls_at_the_same_moment_read_before_either_writes(room: Room) -> None:
    answers = room.together({"id": "a"}, {"id": "a"}, fault=Fault(READS, after=True, seconds=0.5))
    assert [answer.value for answer in answers] == [False, False]
    assert times(room, "a") == 2


def test_a_call_that_is_overtaken_writes_last(room: Room) -> None:
    room.must({"id": "warm"})
    assert room.overtaken({"id": "a"}, lambda: times(room, "a")) == 0
    assert times(room, "a") == 1


def test_new_environments_know_nothing_of_the_old_ones(cloud: Cloud) -> None:
    room = Room(
        cloud, ROOM, "count = 0\n\n\ndef handler(event, context):\n    global count\n    count += 1\n    return count\n"
    )
    room.deploy()
    assert [room.must({}).value for _ in range(2)] == [1, 2]
    room.anew(Random())
    assert room.must({}).value == 1


@pytest.mark.parametrize(
    ("source", "handler", "seen", "advice"),
    [
        ("def handler(event, context): ...", "index.other", "Lambda does not find its handler", "Handler"),
        ("import nowhere\ndef handler(event, context): ...", "index.handler", "its file cannot be imported", "package"),
        ("def handler(event, context):\n    while True: ...", "index.handler", "its time was over", "waits for"),
        (
            "def handler(event, context):\n    return event['x']",
            "index.handler",
            "failed with `KeyError",
            "the author's",
        ),
        ("def handler(event, context):\n    print('other')", "index.handler", "ended without an error", "the author's"),
        ("", "", "was not called", "the wiring"),
    ],
)
def test_a_probe_that_finds_nothing_tells_how_far_it_came(
    cloud: Cloud, source: str, handler: str, seen: str, advice: str
) -> None:
    role = deploying.role(cloud, f"{ROOM}-role")
    package = functions.zip_of({"index.py": source or "def handler(event, context): ..."})
    deploying.deploy(cloud, ROOM, package, handler=handler or "index.handler", role_arn=role, timeout=1)
    probe = Probe(cloud, ROOM, "look at the wiring", sent="one job")
    if source:
        functions.invoke(cloud, ROOM, {})
    with pytest.raises(NotYet) as raised:
        probe.line("printed J-1", because="for the job J-1", advice="the author's advice", seconds=0.5)
    assert seen in raised.value.found
    assert "has not printed `printed J-1` within 0.5 s" in raised.value.found
    assert advice in raised.value.advice
    assert "one job" in raised.value.evidence


def test_a_snapshot_sees_what_is_changed_and_not_what_is_made_again_the_same(cloud: Cloud) -> None:
    sqs, lam = cloud.client("sqs"), cloud.client("lambda")
    services = ("lambda", "sqs", "iam")

    def build(timeout: str = "6") -> str:
        url = sqs.create_queue(QueueName=ROOM, Attributes={"VisibilityTimeout": timeout})["QueueUrl"]
        policies = ["arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole"]
        role, package = deploying.role(cloud, f"{ROOM}-role", policies), functions.zip_of({"index.py": LETTERS})
        deploying.deploy(cloud, ROOM, package, handler="index.handler", role_arn=role, timeout=1)
        arn = f"arn:aws:sqs:{cloud.region}:{cloud.account}:{ROOM}"
        return str(lam.create_event_source_mapping(FunctionName=ROOM, EventSourceArn=arn)["UUID"]) + f" {url}"

    uuid, url = build().split()
    snapshot.keep(cloud, (ROOM,), services)
    before = snapshot.kept(cloud, (ROOM,))
    assert before is not None
    assert f"queue {ROOM}: VisibilityTimeout" in before

    def changed() -> list[str]:
        return [change.place for change in snapshot.changes(before, snapshot.taken(cloud, (ROOM,), services))]

    assert changed() == []
    lam.delete_function(FunctionName=ROOM)
    lam.delete_event_source_mapping(UUID=uuid)
    build()
    assert changed() == []
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "60"})
    lam.update_function_configuration(FunctionName=ROOM, Timeout=2)
    assert changed() == [f"function {ROOM}: Timeout", f"queue {ROOM}: VisibilityTimeout"]
    allowed = snapshot.without(
        snapshot.changes(before, snapshot.taken(cloud, (ROOM,), services)), [f"function {ROOM}: *"]
    )
    assert [change.now for change in allowed] == ['"60"']


def permission(**more: str) -> dict[str, str]:
    return {"StatementId": "one", "Action": "lambda:InvokeFunction", "Principal": "sns.amazonaws.com", **more}


@pytest.fixture
def function(cloud: Cloud) -> Iterator[str]:
    role = deploying.role(cloud, f"{ROOM}-role")
    deploying.deploy(cloud, ROOM, functions.zip_of({"index.py": ""}), handler="index.handler", role_arn=role)
    yield ROOM


TOPIC = "arn:aws:sns:us-east-1:{}:orders"


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (permission(SourceArn=TOPIC), ""),
        (permission(SourceArn=TOPIC, Action="lambda:*"), ""),
        (permission(SourceArn=TOPIC, SourceAccount="{}"), ""),
        (permission(SourceArn=TOPIC, Action="lambda:GetFunction"), "AWS would refuse it"),
        (permission(SourceArn=TOPIC, Principal="events.amazonaws.com"), "AWS would refuse it"),
        (permission(SourceArn=TOPIC + "-old"), "AWS would refuse it"),
        (permission(SourceArn=TOPIC, SourceAccount="111122223333"), "AWS would refuse it"),
        (permission(), "any topic of anybody"),
        (permission(SourceArn=TOPIC + "*"), "other topics"),
        (permission(SourceArn="arn:aws:sns:us-east-1:*:orders"), "other topics"),
        (permission(Principal="*"), "everybody"),
    ],
)
def test_who_may_call_a_function_is_asked_both_ways(
    cloud: Cloud, function: str, statement: dict[str, str], told: str
) -> None:
    statement = {name: value.format(cloud.account) for name, value in statement.items()}
    cloud.client("lambda").add_permission(FunctionName=function, **statement)
    problem = refused(
        lambda: expect_callable(
            cloud, function, by="sns.amazonaws.com", sources=[TOPIC.format(cloud.account)], how="`add_permission`"
        )
    )
    assert told in problem
    assert bool(told) is bool(problem)


WANTED = "arn:aws:sqs:us-east-1:{}:jobs"


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        ([{"Action": "sqs:SendMessage", "Resource": WANTED}], ""),
        ([{"Action": ["sqs:SendMessage", "logs:PutLogEvents"], "Resource": WANTED}], ""),
        ([{"Action": "sqs:ReceiveMessage", "Resource": WANTED}], "does not allow sqs:SendMessage"),
        ([{"Action": "sqs:SendMessage", "Resource": "*"}], "which the function never needs"),
        ([{"Action": "sqs:SendMessage", "Resource": WANTED + "*"}], "which the function never needs"),
        ([{"Action": "sqs:Send*", "Resource": WANTED}], "which the function never needs"),
        ([{"Action": "*", "Resource": "*"}], "which the function never needs"),
        ([{"NotAction": "iam:*", "Resource": "*"}], "which the function never needs"),
        (
            [
                {"Action": "sqs:SendMessage", "Resource": WANTED},
                {"Effect": "Deny", "Action": "sqs:*", "Resource": WANTED},
            ],
            "does not allow sqs:SendMessage",
        ),
    ],
    ids=json.dumps,
)
def test_what_a_role_may_is_asked_both_ways(cloud: Cloud, statements: list[dict[str, Any]], told: str) -> None:
    document = json.loads(json.dumps(statements).replace("{}", cloud.account))
    role = deploying.role(cloud, f"{ROOM}-role", document)
    rights = {"sqs:SendMessage": WANTED.format(cloud.account)}
    problem = refused(lambda: expect_role_may(cloud, role, rights, no_more=("sqs",), how="add it"))
    assert told in problem
    assert bool(told) is bool(problem)


def refused(look: Any) -> str:
    try:
        look()
    except NotYet as raised:
        assert raised.expected
        assert raised.advice
        return raised.found
    return ""
