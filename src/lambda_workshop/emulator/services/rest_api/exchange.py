"""One request to a stage while it is being answered: its ids, its time, its path as sent, and its execution log.

The log is what TestInvokeMethod returns and what a stage with logging writes.
https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeMethod.html
"""

from __future__ import annotations

import base64
import os
import secrets
import time
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from lambda_workshop.emulator.gateway.client_request import ClientRequest

# Not passed on to an integration; what LocalStack's tests found on AWS.
_DROPPED = frozenset(
    {
        "connection", "content-length", "content-md5", "expect", "keep-alive", "max-forwards", "proxy-authenticate",
        "proxy-connection", "server", "te", "trailer", "transfer-encoding", "upgrade", "www-authenticate",
    }
)  # fmt: skip


def _root() -> str:
    return f"1-{int(time.time()):08x}-{secrets.token_hex(12)}"


@dataclass
class Arrived:
    """The request as MiniStack passes it on: lower-case headers, the decoded path, and where it was routed to."""

    method: str
    headers: dict[str, str]
    body: bytes
    routed: dict[str, Any]
    """MiniStack's own record, which gets `resource_path` and `path_params` once they are known."""


@dataclass
class Exchange:
    """`path` is what follows the stage, still URL-encoded; `deployment` is empty for a test of the console's kind."""

    api: str
    account: str
    region: str
    stage_name: str
    stage: dict[str, Any]
    request: ClientRequest
    path: str
    request_id: str
    deployment: str = ""
    trial: bool = False
    received: datetime = field(default_factory=lambda: datetime.now(UTC))
    extended_request_id: str = field(default_factory=lambda: base64.b64encode(os.urandom(11)).decode())
    root: str = field(default_factory=_root)
    log: list[str] = field(default_factory=list)
    authorizer_milliseconds: int | None = None
    arrived: Arrived | None = None

    def note(self, text: str) -> None:
        """Write a line of the execution log."""
        self.log.append(f"{datetime.now(UTC):%a %b %d %H:%M:%S UTC %Y} : {text}")

    @property
    def trace_id(self) -> str:
        """The client's own trace, or a new one. https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html"""
        sent = self.request.header("X-Amzn-Trace-Id")
        return sent if "Root=" in sent else f"Root={self.root}"

    @property
    def variables(self) -> dict[str, str]:
        """The stage variables, as they are now: they are no part of a deployment."""
        return dict(self.stage.get("variables") or {})

    @property
    def domain_name(self) -> str:
        """The API's name: the one the client used, or AWS's default one when it came by a path of this backend."""
        host = self.request.header("Host").partition(":")[0]
        return host if ".execute-api." in host else f"{self.api}.execute-api.{self.region}.amazonaws.com"

    def headers(self) -> list[tuple[str, str]]:
        """The (name, value) pairs that an integration gets, in the client's spelling, with the gateway's own."""
        pairs = [(name, value) for name, value in self.request.headers if name.lower() not in _DROPPED]
        if self.trial:
            return pairs
        own = {"x-forwarded-for", "x-forwarded-port", "x-forwarded-proto", "x-amzn-trace-id"}
        before = self.request.header("X-Forwarded-For")
        return [
            *((name, value) for name, value in pairs if name.lower() not in own),
            ("X-Amzn-Trace-Id", self.trace_id),
            ("X-Forwarded-For", f"{before}, {self.request.client}" if before else self.request.client),
            # A REST API is reached by https only, and its event says so.
            ("X-Forwarded-Port", "443"),
            ("X-Forwarded-Proto", "https"),
        ]


current: ContextVar[Exchange | None] = ContextVar("exchange", default=None)


def now() -> Exchange:
    """The exchange that is under way. Raises LookupError outside of one."""
    found = current.get()
    if found is None:
        raise LookupError("no request to a REST API is being answered")
    return found


def path_below_stage(request: ClientRequest, api: str, stage: str, decoded: str) -> str:
    """The path of this request without what leads to the stage, URL-encoded as the client sent it."""
    for prefix in (f"/restapis/{api}/{stage}/_user_request_", f"/_aws/execute-api/{api}/{stage}", f"/{stage}"):
        if request.path == prefix or request.path.startswith(f"{prefix}/"):
            return request.path.removeprefix(prefix) or "/"
    return decoded or "/"
