"""Two thousand requests that no well-behaved client sends, to every operation of every service that triggers Lambda.

The backend may refuse them in any way. It may not end, hang, or serve the next learner worse.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)
from deployed import deploy

from lambda_workshop.emulator.host.handle import EmbeddedBackend, find_or_start

SERVICES = (
    "apigateway",
    "apigatewaymanagementapi",
    "apigatewayv2",
    "cloudfront",
    "cloudwatch",
    "cognito-idp",
    "dynamodb",
    "dynamodbstreams",
    "elbv2",
    "events",
    "iot",
    "iot-data",
    "kinesis",
    "lambda",
    "logs",
    "s3",
    "scheduler",
    "sns",
    "sqs",
)
REQUESTS = 2000
SEED = 20261123
HANG = 25
"""Seconds without an answer that count as a hang; a queue may hold a call for 20."""
BODIES = (b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe\x00", b"{}" * 1000, b'{"a":' * 500, b"[" * 100_000)
TEXTS = (
    "",
    "x",
    "\u017e\u0000\U0001f5a8",
    "a" * 70_000,
    "../../etc",
    "arn:aws:lambda:::",
    "$LATEST",
    "-1",
    "{",
    "%s%n",
)
NUMBERS = (0, -1, 1, 2**31, 2**63, -(2**70), 0.5, 1e308)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedBackend]:
    """A backend of its own, so that nothing else suffers."""
    started = find_or_start(tmp_path / "home")
    yield started
    started.stop()


class Fuzzer:
    """Requests to one backend as one account, made from the services' own descriptions and then spoilt."""

    def __init__(self, backend: EmbeddedBackend, account: str, seed: int) -> None:
        self.random = random.Random(seed)
        self.sent = 0
        self._clients = {name: self._client(name, backend, account) for name in SERVICES}

    def _client(self, service: str, backend: EmbeddedBackend, account: str) -> Any:
        config = Config(
            parameter_validation=False, read_timeout=HANG, connect_timeout=5, retries={"total_max_attempts": 1},
            max_pool_connections=4,
        )  # fmt: skip
        made = backend.session(account).client(service, config=config)
        # Before it is signed: a wrong signature would be all that is ever tried.
        made.meta.events.register_first("before-sign", self._spoil)
        return made

    def _spoil(self, request: AWSRequest, **_: Any) -> None:
        """Half of the requests get a body that nobody asked for; the length is right, so that it is read."""
        self.sent += 1
        if self.random.random() < 0.5:
            request.data = self.random.choice(BODIES)
            request.headers["Content-Length"] = str(len(request.data))
        if self.random.random() < 0.1:
            request.headers["Content-Type"] = self.random.choice(("text/plain", "application/xml", "a/b; charset=x"))

    def request(self) -> tuple[str, str, dict[str, Any]]:
        """A service, an operation of it and its arguments."""
        service = self.random.choice(SERVICES)
        model = self._clients[service].meta.service_model
        operation = self.random.choice(model.operation_names)
        shape = model.operation_model(operation).input_shape
        return service, operation, self._value(shape, 0) if shape else {}

    def send(self, service: str, operation: str, arguments: dict[str, Any]) -> str:
        """Empty when it was answered, or refused by botocore itself; else what happened."""
        client = self._clients[service]
        try:
            client._make_api_call(operation, arguments)
        except (ConnectionClosedError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError) as error:
            return f"{service} {operation} {str(arguments)[:300]}: {type(error).__name__}"
        except ClientError:
            return ""
        except Exception:  # arguments that botocore cannot write, answers that it cannot read
            return ""
        return ""

    def _value(self, shape: Any, depth: int) -> Any:
        if depth and self.random.random() < 0.1:
            return self.random.choice((*TEXTS, *NUMBERS, None, [], {}, True))
        if shape.type_name == "structure":
            names = [
                name for name in shape.members
                if name in shape.required_members or (depth < 4 and self.random.random() < 0.3)
            ]  # fmt: skip
            return {name: self._value(shape.members[name], depth + 1) for name in names}
        if shape.type_name == "list":
            return [self._value(shape.member, depth + 1) for _ in range(self.random.choice((0, 1, 1, 2)))]
        if shape.type_name == "map":
            return {self.random.choice(TEXTS[:3]): self._value(shape.value, depth + 1)}
        if shape.type_name in ("integer", "long", "float", "double"):
            return self.random.choice(NUMBERS)
        if shape.type_name == "boolean":
            return self.random.random() < 0.5
        if shape.type_name == "blob":
            return self.random.choice(BODIES)
        if getattr(shape, "enum", None) and self.random.random() < 0.7:
            return self.random.choice(shape.enum)
        return self.random.choice(TEXTS)


def test_nothing_that_is_sent_ends_or_hangs_the_backend(server: EmbeddedBackend, account: str) -> None:
    fuzzer = Fuzzer(server, account, SEED)
    requests = [fuzzer.request() for _ in range(REQUESTS)]
    with ThreadPoolExecutor(4) as pool:
        failures = [text for text in pool.map(lambda request: fuzzer.send(*request), requests) if text]
    assert failures == []
    assert server.health()
    function = deploy(
        server.session(account), account, "def handler(event, context):\n    return event\n", name="after"
    )
    assert function.invoke({"n": 1}).value == {"n": 1}
    assert psutil.Process(server.pid).memory_info().rss < 600e6
