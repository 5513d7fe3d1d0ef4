"""Requests and responses on their way through the edge, and their headers as CloudFront's events write them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from typing import Any


class EventType(Enum):
    """When a function runs.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-cloudfront-trigger-events.html
    """

    VIEWER_REQUEST = "viewer-request"
    ORIGIN_REQUEST = "origin-request"
    ORIGIN_RESPONSE = "origin-response"
    VIEWER_RESPONSE = "viewer-response"

    @property
    def viewer(self) -> bool:
        """Whether it happens between the viewer and the cache, for every request."""
        return self in (EventType.VIEWER_REQUEST, EventType.VIEWER_RESPONSE)

    @property
    def request(self) -> bool:
        """Whether it happens on the way to the origin."""
        return self in (EventType.VIEWER_REQUEST, EventType.ORIGIN_REQUEST)


@dataclass(frozen=True)
class Headers:
    """Headers in order, each name as often as it came."""

    pairs: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, headers: Mapping[str, str] | Iterable[tuple[str, str]] | Headers) -> Headers:
        """Headers from a dictionary or from pairs."""
        if isinstance(headers, Headers):
            return headers
        pairs = headers.items() if isinstance(headers, Mapping) else headers
        return cls(tuple((str(name), str(value)) for name, value in pairs))

    @classmethod
    def from_event(cls, event: Mapping[str, Any]) -> Headers:
        """Headers from the form that an event has them in, which must be valid."""
        return cls(tuple((item.get("key") or name, item["value"]) for name, items in event.items() for item in items))

    def as_event(self) -> dict[str, list[dict[str, str]]]:
        """The form that an event has them in: by lower-case name, a list of keys with values."""
        found: dict[str, list[dict[str, str]]] = {}
        for name, value in self.pairs:
            found.setdefault(name.lower(), []).append({"key": name, "value": value})
        return found

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.pairs)

    def __contains__(self, name: object) -> bool:
        return any(known.lower() == str(name).lower() for known, _ in self.pairs)

    def __getitem__(self, name: str) -> str:
        """The value of this header, several joined by `, `; raises KeyError when it is not there."""
        if name not in self:
            raise KeyError(name)
        return self.get(name)

    def get(self, name: str, default: str = "") -> str:
        """The value of this header, several joined by `, `, or the default."""
        found = self.all(name)
        return ", ".join(found) if found else default

    def all(self, name: str) -> list[str]:
        """Every value of this header."""
        return [value for known, value in self.pairs if known.lower() == name.lower()]

    def without(self, *names: str) -> Headers:
        """The others."""
        gone = {name.lower() for name in names}
        return Headers(tuple(pair for pair in self.pairs if pair[0].lower() not in gone))

    def with_(self, name: str, value: str) -> Headers:
        """With this header in place of what had its name."""
        return Headers((*self.without(name).pairs, (name, value)))


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
