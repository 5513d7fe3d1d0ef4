"""One record that is no JSON, a function that raises, and a mapping that tries for ever."""

from __future__ import annotations

import json
from typing import Any

from lambda_workshop.cloud import Cloud, deploying, functions, until
from lambda_workshop.cloud.cleanup import remove
from lambda_workshop.sections.kinesis.views import put, stream

ROOM = "inkwell-kinesis-debug"
QUEUE = f"{ROOM}-failed"
CODE = """\
import base64
import json


def handler(event, context):
    for record in event["Records"]:
        click = json.loads(base64.b64decode(record["kinesis"]["data"]))
        print("click", click["id"])
"""


def click(number: str) -> bytes:
    """A click as the site writes it."""
    return json.dumps({"id": number}).encode()


def break_it(cloud: Cloud) -> list[tuple[str, str]]:
    """Put the broken wiring in place, put three records, and tell what was made."""
    remove(cloud, (ROOM,), ("lambda", "kinesis", "sqs", "logs"))
    kinesis, sqs = cloud.client("kinesis"), cloud.client("sqs")
    # A stream takes a moment to go before one of its name can be made anew.
    until("the old stream to go", lambda: stream(cloud, ROOM) is None, timeout=10.0, every=0.1)
    kinesis.create_stream(StreamName=ROOM, ShardCount=1)
    kinesis.get_waiter("stream_exists").wait(StreamName=ROOM, WaiterConfig={"Delay": 1})
    found = stream(cloud, ROOM) or {}
    sqs.create_queue(QueueName=QUEUE)
    rights: list[Any] = [
        "arn:aws:iam::aws:policy/service-role/AWSLambdaKinesisExecutionRole",
        {"Action": "sqs:SendMessage", "Resource": f"arn:aws:sqs:{cloud.region}:{cloud.account}:{QUEUE}"},
    ]
    role = deploying.role(cloud, f"{ROOM}-role", rights)
    package = functions.zip_of({"index.py": CODE})
    deploying.deploy(cloud, ROOM, package, handler="index.handler", role_arn=role, timeout=10)
    cloud.client("lambda").create_event_source_mapping(
        FunctionName=ROOM, EventSourceArn=found["StreamARN"], StartingPosition="TRIM_HORIZON", BatchSize=1
    )
    put(cloud, click("C-1"), b"click C-2 of visitor-7", click("C-3"), name=ROOM)
    return [
        ("stream", f"{ROOM}: three clicks were put, with one partition key"),
        ("function", f"{ROOM}: prints each click; the mapping hands over one record at a time"),
        ("queue", f"{QUEUE}: for what fails; nobody uses it yet, and the role may send to it"),
        ("what you hear", "C-1 was printed, C-3 was not, and the bill grows"),
    ]
