"""Requests and responses on their way through the edge."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus

from lambda_workshop.aws.edge.headers import Headers


@dataclass(frozen=True)
class Request:
    """A request as it stands at one point of its way. `uri` is the path, `querystring` has no question mark."""

    method: str
    uri: str
    querystring: str
    headers: Headers
    body: bytes
    client_ip: str
    scheme: str = "https"
    country: str = "DE"

    @property
    def cookies(self) -> list[tuple[str, str]]:
        """The cookies, as pairs of name and value."""
        pairs = [part.strip().partition("=") for line in self.headers.all("cookie") for part in line.split(";")]
        return [(name, value) for name, _, value in pairs if name]

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """The query string's parameters as they are written: name, and everything with it."""
        return [(part.partition("=")[0], part) for part in self.querystring.split("&") if part]


@dataclass(frozen=True)
class Response:
    """A response as it stands at one point of its way.

    `x_cache` is what the header of this name will say; `failed` says that the origin answered with an error, even
    where an error page hides it.
    """

    status: int
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    reason: str = ""
    x_cache: str = ""
    failed: bool = False

    @property
    def description(self) -> str:
        """The status in words."""
        return self.reason or phrase(self.status)


def phrase(status: int) -> str:
    """What HTTP calls this status, or nothing."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
