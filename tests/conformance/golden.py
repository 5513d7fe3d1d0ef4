"""What a trigger delivers, caught by a function that prints its event; and the form of an event."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lambda_workshop.cloud import Cloud, deploying, functions, logs, queues

ECHO = "import json\n\n\ndef handler(event, context):\n    print('event', json.dumps(event))\n"


SECTIONS = Path(__file__).parents[2] / "src" / "lambda_workshop" / "sections"


def golden(section: str, name: str) -> dict[str, Any]:
    """The event that this section teaches under this name; the section need not be complete."""
    path = SECTIONS / section.replace("-", "_") / "events" / f"{name}.json"
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def shape(value: object) -> object:
    """The keys and types of a value, all the way down; of a list, its first item's."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    # JSON has one kind of number; bool is a kind of int in Python only.
    return "number" if type(value) in (int, float) else type(value).__name__


def deploy_echo(cloud: Cloud, *policies: str, source: str = ECHO) -> str:
    """The ARN of a function `echo` that prints every event, or does what the source says.

    Its role has these managed policies.
    """
    role = deploying.role(cloud, "echo-role", policies)
    package = functions.zip_of({"index.py": source})
    return deploying.deploy(cloud, "echo", package, handler="index.handler", role_arn=role)


def make_queue(cloud: Cloud, name: str, **attributes: str) -> queues.Queue:
    """A new queue."""
    cloud.client("sqs").create_queue(QueueName=name, Attributes=attributes)
    found = queues.find(cloud, name)
    assert found is not None
    return found


def permit_bucket(cloud: Cloud, bucket: str) -> None:
    """Let S3 call `echo` for this bucket."""
    cloud.client("lambda").add_permission(
        FunctionName="echo",
        StatementId="photos",
        Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com",
        SourceArn=f"arn:aws:s3:::{bucket}",
        SourceAccount=cloud.account,
    )


def delivered(cloud: Cloud, timeout: float = 15) -> dict[str, Any]:
    """The first event that `echo` got; raises TimedOut after these seconds."""
    line = logs.wait_for(cloud, "echo", "event {", timeout=timeout)
    event: dict[str, Any] = json.loads(line.text.removeprefix("event "))
    return event
