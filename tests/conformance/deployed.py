"""Functions on the backend under test: deployed from a source text, invoked, and read in the log."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.config import Config

from lambda_workshop.cloud import until

if TYPE_CHECKING:
    from localstack_client.session import Session


def package(source: str) -> bytes:
    """A zip with the source as `app.py`."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as files:
        files.writestr("app.py", source)
    return archive.getvalue()


def settings(name: str, source: str, account: str, **more: Any) -> dict[str, Any]:
    """The arguments of CreateFunction for such a function."""
    return {
        "FunctionName": name,
        "Runtime": "python3.13",
        "Role": f"arn:aws:iam::{account}:role/any",
        "Handler": "app.handler",
        "Code": {"ZipFile": package(source)},
        **more,
    }


@dataclass(frozen=True)
class Reply:
    """What Invoke answered."""

    status: int
    payload: bytes
    error: str
    tail: str
    request_id: str
    version: str

    @property
    def value(self) -> Any:
        """The payload as data."""
        return json.loads(self.payload)


class Deployed:
    """A function that exists."""

    def __init__(self, session: Session, name: str) -> None:
        self.name = name
        # What the service answers, and not what a second try would get.
        self.functions = session.client("lambda", config=Config(retries={"total_max_attempts": 1}))
        self.logs = session.client("logs")

    def invoke(self, event: object = None, **options: Any) -> Reply:
        """One invocation with its log's tail, unless the options say otherwise."""
        arguments = {"LogType": "Tail", "Payload": json.dumps({} if event is None else event)} | options
        answer = self.functions.invoke(FunctionName=self.name, **arguments)
        headers = answer["ResponseMetadata"]["HTTPHeaders"]
        return Reply(
            answer["StatusCode"],
            answer["Payload"].read(),
            answer.get("FunctionError", ""),
            base64.b64decode(answer.get("LogResult", "")).decode(),
            headers["x-amzn-requestid"],
            answer.get("ExecutedVersion", ""),
        )

    def streams(self, group: str = "") -> dict[str, list[str]]:
        """The log's events without their line breaks, by stream, in order."""
        found: dict[str, list[str]] = {}
        pages = self.logs.get_paginator("filter_log_events").paginate(logGroupName=group or f"/aws/lambda/{self.name}")
        for page in pages:
            for event in page["events"]:
                found.setdefault(event["logStreamName"], []).append(event["message"].rstrip("\n"))
        return found


def deploy(session: Session, account: str, source: str, *, name: str = "f", **more: Any) -> Deployed:
    """Create the function, and wait until it can be invoked."""
    client = session.client("lambda")
    client.create_function(**settings(name, source, account, **more))
    client.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig={"Delay": 0.1, "MaxAttempts": 300})
    return Deployed(session, name)


def log_exists(function: Deployed) -> bool:
    """Whether the function has written anything yet."""
    groups = function.logs.describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{function.name}")
    return bool(groups["logGroups"])


def eventually(condition: Callable[[], bool], what: str, seconds: float = 15.0) -> None:
    """Wait until the condition holds; fails with what was waited for."""
    until(what, condition, timeout=seconds, every=0.02)
