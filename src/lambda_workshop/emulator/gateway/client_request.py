"""What a client really sent: header names in its own spelling, the target undecoded, every repeated value.

ASGI and MiniStack lower-case header names, join repeated ones and decode the path; a REST API's event shows them as
they came. The guard notes each request here before anything else reads it.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class ClientRequest:
    """One HTTP request: `headers` are (name, value) pairs, `target` the path and query string as sent."""

    method: str = "GET"
    target: str = "/"
    headers: tuple[tuple[str, str], ...] = field(default=())
    client: str = "127.0.0.1"

    @property
    def path(self) -> str:
        """The path, still URL-encoded."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> list[tuple[str, str]]:
        """The decoded query string's (name, value) pairs, in order."""
        return parse_qsl(self.target.partition("?")[2], keep_blank_values=True)

    def header(self, name: str) -> str:
        """The last value of this header, in whatever case; an empty string when there is none."""
        return next((value for key, value in reversed(self.headers) if key.lower() == name.lower()), "")


client_request: ContextVar[ClientRequest | None] = ContextVar("client_request", default=None)
"""The request that is being answered; None outside of one."""


def note(scope: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Remember the request of this ASGI scope; returns the scope with lower-case header names, as ASGI wants them."""
    pairs = tuple((name.decode("latin-1"), _text(value)) for name, value in scope.get("headers", ()))
    target = (scope.get("raw_path") or b"").decode("latin-1") or scope["path"]
    query = scope.get("query_string", b"").decode("latin-1")
    client = (scope.get("client") or ("127.0.0.1",))[0]
    client_request.set(
        ClientRequest(scope.get("method", "GET"), f"{target}?{query}" if query else target, pairs, str(client))
    )
    return {**scope, "headers": [(name.lower(), value) for name, value in scope.get("headers", ())]}


def with_host(scope: MutableMapping[str, Any], host: str) -> MutableMapping[str, Any]:
    """The scope with another host, for a request whose path alone says where it goes."""
    headers = [(name, host.encode() if name == b"host" else value) for name, value in scope["headers"]]
    return {**scope, "headers": headers}


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
