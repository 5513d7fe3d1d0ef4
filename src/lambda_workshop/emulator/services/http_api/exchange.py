"""One request to an HTTP API: what the client sent, the stage and the route that it reached."""

from __future__ import annotations

import base64
import os
import re
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# Neither passed on to an integration nor taken from its answer.
HOP_BY_HOP = frozenset(
    {
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer",
        "transfer-encoding", "upgrade",
    }
)  # fmt: skip
_COOKIE_SEPARATOR = re.compile(r";\s*")


def _request_id() -> str:
    return base64.b64encode(os.urandom(11)).decode()


@dataclass(frozen=True)
class Exchange:
    """`path` is what follows the stage, decoded; `headers` and `query` are (name, value) pairs as sent.

    `path_parameters` are empty for a route without any; `received` is seconds since 1970.
    """

    api: str
    stage: str
    account: str
    region: str
    method: str
    path: str
    headers: Sequence[tuple[str, str]]
    query: Sequence[tuple[str, str]]
    raw_query: str
    body: bytes
    client: str
    route_key: str = "$default"
    path_parameters: Mapping[str, str] = field(default_factory=dict)
    stage_variables: Mapping[str, str] = field(default_factory=dict)
    request_id: str = field(default_factory=_request_id)
    received: float = field(default_factory=time.time)
    trace: str = field(default_factory=lambda: f"1-{int(time.time()):08x}-{secrets.token_hex(12)}")

    @property
    def domain(self) -> str:
        """The API's host name on AWS, which events carry."""
        return f"{self.api}.execute-api.{self.region}.amazonaws.com"

    @property
    def path_with_stage(self) -> str:
        """The path as the client sees it: a stage's name comes first, unless it is $default."""
        return self.path if self.stage == "$default" else f"/{self.stage}{self.path}"

    @property
    def route_path(self) -> str:
        """The path in the route's key, such as `/orders/{id}`; `$default` for that route."""
        return self.route_key.partition(" ")[2] or self.route_key

    @property
    def time(self) -> str:
        """When it came, in the form of an access log."""
        return time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(self.received))

    def header(self, name: str) -> str:
        """The values of this header, joined by commas; an empty string when there is none."""
        return ",".join(value for key, value in self.headers if key.lower() == name)

    @property
    def cookies(self) -> list[str]:
        """Every cookie of the request, as `name=value`."""
        sent = [
            part for key, value in self.headers if key.lower() == "cookie" for part in _COOKIE_SEPARATOR.split(value)
        ]
        return [part for part in sent if part]

    def header_values(self) -> dict[str, list[str]]:
        """What an integration gets: names in lower case and in order, API Gateway's own headers among them."""
        own = {
            "host": self.domain,
            "content-length": str(len(self.body)),
            "x-amzn-trace-id": self.header("x-amzn-trace-id") or f"Root={self.trace}",
            "x-forwarded-for": ", ".join(filter(None, (self.header("x-forwarded-for"), self.client))),
            # HTTP APIs are reached by https only.
            "x-forwarded-port": "443",
            "x-forwarded-proto": "https",
        }  # fmt: skip
        found: dict[str, list[str]] = {name: [value] for name, value in own.items()}
        for key, value in self.headers:
            name = key.lower()
            if name not in own and name not in HOP_BY_HOP:
                found.setdefault(name, []).append(value)
        return dict(sorted(found.items()))

    def query_values(self) -> dict[str, list[str]]:
        """The query string's values by name."""
        found: dict[str, list[str]] = {}
        for name, value in self.query:
            found.setdefault(name, []).append(value)
        return found

    def source_arn(self, path: str = "") -> str:
        """The ARN that a function's policy must allow: this route's, or the API's with another path."""
        _method, _space, route = self.route_key.partition(" ")
        below = path or f"{self.stage}/" + (f"{self.method}{route}" if route else self.route_key)
        return f"arn:aws:execute-api:{self.region}:{self.account}:{self.api}/{below}"


@dataclass(frozen=True)
class Authorized:
    """What an authorizer found out; all empty for a route without authorization."""

    claims: Mapping[str, str] | None = None
    scopes: Sequence[str] | None = None
    context: Mapping[str, Any] | None = None
    iam: Mapping[str, Any] | None = None
