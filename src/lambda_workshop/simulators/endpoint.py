"""A deployed function as the endpoint of a simulated service: permission first, then one synchronous invocation."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass
from typing import Any, Protocol

from botocore.config import Config
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError

from lambda_workshop.aws import arns
from lambda_workshop.aws.arns import split_qualifier
from lambda_workshop.aws.policies import Policy, Request, may, parse, service
from lambda_workshop.cloud.core import Cloud, missing


class Session(Protocol):
    """What is needed of a session: boto3's own, or a backend's."""

    def client(self, service_name: str, **options: Any) -> Any:
        """A boto3 client."""


@dataclass(frozen=True)
class Caller:
    """Who wants to invoke: the service's principal, and the token (a skill's id) that it names itself by."""

    principal: str
    token: str


@dataclass(frozen=True)
class Reply:
    """What one invocation gave.

    `payload` is the answer's bytes and `value` the same as data; `failure` says in words why there is no answer
    (the function's own error, a time-out, a throttle), and is empty when there is one. `log` is the last 4 KB of
    the function's log, `seconds` how long it took.
    """

    payload: bytes
    value: Any
    failure: str
    timed_out: bool
    log: str
    seconds: float


@dataclass(frozen=True)
class Permission:
    """Why a service may not invoke a function, in a sentence (empty: it may), and whether everybody's skill may."""

    refusal: str = ""
    open_to_all: bool = False


class Endpoint:
    """A function that a service outside of AWS calls.

    Args:
        session: a session or a `Cloud`.
        function: a name or ARN, with or without `:version` or `:alias`.
        caller: who calls.
        time_limit: seconds that the service waits for an answer.
        asks_permission: false where the backend cannot hold the permission, as LocalStack 4.14.0: its AddPermission
            refuses every service that is not under `amazonaws.com`.
    """

    def __init__(
        self,
        session: Session | Cloud,
        function: str,
        caller: Caller,
        *,
        time_limit: float,
        asks_permission: bool = True,
    ) -> None:
        made: Any = session.session if isinstance(session, Cloud) else session
        self.function = function
        self.caller = caller
        self.time_limit = time_limit
        self.asks_permission = asks_permission
        # One attempt: the service asks once, and a retry would run the function twice.
        settings = Config(read_timeout=time_limit, connect_timeout=time_limit, retries={"total_max_attempts": 1})
        self._lambda = made.client("lambda", config=settings)

    def permission(self) -> Permission:
        """Whether the service may invoke the function, as its policy says now.

        Raises:
            ClientError: Lambda cannot be asked.
        """
        name, qualifier = split_qualifier(self.function)
        wanted = {"FunctionName": name} | ({"Qualifier": qualifier} if qualifier else {})
        try:
            found = self._lambda.get_function_configuration(**wanted)
        except ClientError as error:
            if not missing(error):
                raise
            return Permission(f"there is no function `{self.function}`")
        if not self.asks_permission:
            return Permission()
        # Lambda names the version here, where the policy names what was asked for.
        target = arns.qualified(str(found["FunctionArn"]), qualifier)
        policy = self._policy(wanted)
        ours, anothers = (
            may(self._request(target, token), resource_policy=policy) for token in (self.caller.token, "another")
        )
        refusal = "" if ours.allowed else f"the policy of `{self.function}` {ours.reason}"
        return Permission(refusal, anothers.allowed)

    def _request(self, target: str, token: str) -> Request:
        """Amazon's services send the skill's id, and neither a source ARN nor a source account."""
        context = {"lambda:EventSourceToken": token}
        return Request("lambda:InvokeFunction", target, service(self.caller.principal), context)

    def _policy(self, wanted: dict[str, str]) -> Policy:
        try:
            return parse(self._lambda.get_policy(**wanted)["Policy"])
        except ClientError as error:
            if missing(error):
                return Policy()
            raise

    def invoke(self, event: object) -> Reply:
        """Send the event and wait for the answer, for `time_limit` seconds at most."""
        name, qualifier = split_qualifier(self.function)
        arguments: dict[str, Any] = {"FunctionName": name, "Payload": json.dumps(event).encode(), "LogType": "Tail"}
        if qualifier:
            arguments["Qualifier"] = qualifier
        began = time.monotonic()
        try:
            answer = self._lambda.invoke(**arguments)
            payload = answer["Payload"].read()
        except (ReadTimeoutError, ConnectTimeoutError):
            late = f"the function gave no answer within {self.time_limit:g} s"
            return Reply(b"", None, late, True, "", time.monotonic() - began)
        except ClientError as error:
            told = error.response.get("Error", {})
            why = f"Lambda refused the invocation: {told.get('Code')}, {told.get('Message', '')}"
            return Reply(b"", None, why, False, "", time.monotonic() - began)
        seconds = time.monotonic() - began
        log = base64.b64decode(answer.get("LogResult", "")).decode("utf-8", "replace")
        try:
            value = json.loads(payload) if payload else None
        except ValueError:
            return Reply(payload, None, "the answer is not JSON", False, log, seconds)
        return Reply(payload, value, _failure(answer, value), _slept(answer, value), log, seconds)


def _failure(answer: dict[str, Any], value: Any) -> str:
    if "FunctionError" not in answer:
        return ""
    told = value if isinstance(value, dict) else {}
    kind, message = told.get("errorType", answer["FunctionError"]), told.get("errorMessage", "")
    return f"the function failed with {kind}: {message}"


def _slept(answer: dict[str, Any], value: Any) -> bool:
    """Whether the function's own time limit ended it."""
    told = str(value.get("errorMessage", "")) if isinstance(value, dict) else ""
    return "FunctionError" in answer and "Task timed out after" in told
