"""A function, roles and queues for schedules, shared by the tests of one module; and what the function got."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError
from golden import make_queue

from lambda_workshop.backends import Backend
from lambda_workshop.cloud import Cloud, deploying, functions, logs, queues, until
from lambda_workshop.emulator.host.handle import EmbeddedBackend

_ECHO = "import json, time\n\n\ndef handler(event, context):\n    print('event', json.dumps([time.time(), event]))\n"


@dataclass(frozen=True)
class Shop:
    """One account with a function that prints its events, and a role that lets Scheduler invoke it."""

    cloud: Cloud
    function: str
    role: str
    patience: float
    """Seconds to wait for an event."""

    @property
    def name(self) -> str:
        """A name that nothing else has."""
        return f"t{secrets.token_hex(5)}"

    def close(self) -> None:
        """Leave nothing behind that fires."""
        scheduler, events = self.cloud.client("scheduler"), self.cloud.client("events")
        for schedule in scheduler.list_schedules()["Schedules"]:
            scheduler.delete_schedule(Name=schedule["Name"])
        for rule in events.list_rules()["Rules"]:
            events.disable_rule(Name=rule["Name"])
        self.cloud.client("lambda").delete_function(FunctionName="echo")

    def rule(self, expression: str, *, permitted: bool = True, name: str = "", **more: Any) -> str:
        """The ARN of a scheduled rule with the function as its target."""
        name = name or self.name
        events = self.cloud.client("events")
        arn: str = events.put_rule(Name=name, ScheduleExpression=expression, **more)["RuleArn"]
        if permitted:
            self.cloud.client("lambda").add_permission(
                FunctionName="echo",
                StatementId=name,
                Action="lambda:InvokeFunction",
                Principal="events.amazonaws.com",
                SourceArn=arn,
            )
        events.put_targets(Rule=name, Targets=[{"Id": "echo", "Arn": self.function}])
        return arn

    def schedule(self, expression: str, *, target: dict[str, Any] | None = None, **more: Any) -> str:
        """The ARN of a schedule with the function as its target."""
        arguments = {
            "Name": self.name,
            "ScheduleExpression": expression,
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "Target": {"Arn": self.function, "RoleArn": self.role, **(target or {})},
        }
        # What the service answers, and not what a second try would get.
        session: Any = self.cloud.session
        client = session.client("scheduler", config=Config(retries={"total_max_attempts": 1}))
        arn: str = client.create_schedule(**(arguments | more))["ScheduleArn"]
        return arn

    def got(self, mark: str) -> list[tuple[float, dict[str, Any]]]:
        """When, and which events with this text in them the function got, in order."""
        lines = [line.text for line in logs.lines(self.cloud, "echo") if line.text.startswith("event ")]
        found = [json.loads(line.removeprefix("event ")) for line in lines if mark in line]
        return sorted(((when, event) for when, event in found), key=lambda item: item[0])

    def get(self, mark: str, count: int = 1) -> list[dict[str, Any]]:
        """That many such events, waiting for them."""
        found = until(
            f"{count} events of {mark}",
            lambda: seen if len(seen := self.got(mark)) >= count else None,
            timeout=self.patience,
        )
        return [event for _when, event in found]

    def queue(self) -> queues.Queue:
        """A new queue."""
        return make_queue(self.cloud, self.name)

    def messages(self, queue: queues.Queue) -> list[dict[str, Any]]:
        """What is in the queue, as soon as there is something."""
        return until("a message", lambda: queues.receive(self.cloud, queue.url, seconds=1), timeout=10)


def open_shop(backend: Backend) -> Shop:
    """A shop in an account of its own."""
    cloud = Cloud(backend.session(f"{secrets.randbelow(9 * 10**11) + 10**11}"))
    function_role = deploying.role(cloud, "echo-role")
    package = functions.zip_of({"index.py": _ECHO})
    function = deploying.deploy(cloud, "echo", package, handler="index.handler", role_arn=function_role)
    statements = [{"Action": "lambda:InvokeFunction", "Resource": function}, {"Action": "sqs:*", "Resource": "*"}]
    role = deploying.role(cloud, "scheduler-role", statements, service="scheduler")
    # Where schedules never fire, waiting only costs time.
    return Shop(cloud, function, role, 10 if isinstance(backend, EmbeddedBackend) else 2)


def refusal(call: Callable[[], Any]) -> tuple[str, str]:
    """The code and the message of the error that AWS answers with; empty when there is none."""
    try:
        call()
    except ClientError as error:
        return error.response["Error"]["Code"], error.response["Error"].get("Message", "")
    return "", ""


def soon(seconds: float = 1) -> datetime:
    """The full second that begins after so many seconds."""
    return (datetime.now(UTC) + timedelta(seconds=seconds)).replace(microsecond=0) + timedelta(seconds=1)
