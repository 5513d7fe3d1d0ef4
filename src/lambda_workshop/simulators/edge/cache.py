"""The cache of one edge location: keys from the cache policy, ages by the origin's headers and the policy's limits.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime

from lambda_workshop.aws.edge.headers import Headers
from lambda_workshop.simulators.edge.distribution import ERROR_SECONDS, Behaviour, ErrorPage
from lambda_workshop.simulators.edge.messages import Request, Response

Key = tuple[object, ...]
_ALWAYS_KEPT = frozenset({404, 414, 500, 501, 502, 503, 504})
"""Errors that are kept whatever the origin says of them; others only when it names an age."""


@dataclass(frozen=True)
class Entry:
    """A response in the cache: since when, until when (seconds of the cache's clock), under which path."""

    response: Response
    stored: float
    expires: float
    path: str


class Cache:
    """Responses by key. `clock` gives seconds and may be moved by a test."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._entries: dict[Key, Entry] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, key: Key) -> tuple[Entry | None, bool]:
        """What is kept under the key, and whether it is still fresh."""
        with self._lock:
            entry = self._entries.get(key)
        return entry, entry is not None and self._clock() < entry.expires

    def age(self, entry: Entry) -> int:
        """How long it has been kept, in whole seconds."""
        return int(self._clock() - entry.stored)

    def keep(self, key: Key, path: str, response: Response, seconds: float) -> None:
        """Keep the response for these seconds; none keeps nothing."""
        with self._lock:
            if seconds <= 0:
                self._entries.pop(key, None)
            else:
                now = self._clock()
                self._entries[key] = Entry(response, now, now + seconds, path)

    def refresh(self, key: Key, entry: Entry, seconds: float) -> None:
        """The origin says that the response is still the same."""
        with self._lock:
            now = self._clock()
            self._entries[key] = replace(entry, stored=now, expires=now + seconds)

    def invalidate(self, pattern: str) -> int:
        """Forget everything under a path, or under all that begin with it when it ends with `*`; returns how many.

        https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/invalidation-specifying-objects.html
        """
        path = pattern if pattern.startswith("/") else f"/{pattern}"
        with self._lock:
            gone = [
                key
                for key, entry in self._entries.items()
                if (entry.path.startswith(path[:-1]) if path.endswith("*") else entry.path == path)
            ]
            for key in gone:
                del self._entries[key]
        return len(gone)


def key(behaviour: Behaviour, request: Request) -> Key:
    """What the response to this request is kept under: the path, and what the cache policy chooses.

    GET and HEAD share a key; OPTIONS has one of its own. The order of parameters counts, as on AWS.
    """
    chosen, policy = behaviour.cache.chosen, behaviour.cache
    headers = tuple(
        sorted((name.lower(), value) for name, value in request.headers if chosen.headers.takes(name.lower()))
    )
    return (
        behaviour.pattern,
        "OPTIONS" if request.method == "OPTIONS" else "GET",
        request.uri,
        headers,
        tuple(sorted(pair for pair in request.cookies if chosen.cookies.takes(pair[0]))),
        tuple(part for name, part in request.parameters if chosen.parameters.takes(name)),
        encodings(request) if policy.compressed else (),
    )


def encodings(request: Request) -> tuple[str, ...]:
    """The two compressions that CloudFront keeps apart, of those that the viewer takes."""
    asked = request.headers.get("accept-encoding").lower()
    return tuple(name for name in ("br", "gzip") if re.search(rf"\b{name}\b(?!\s*;\s*q=0(?:\.0+)?\s*(?:,|$))", asked))


def seconds_to_keep(
    behaviour: Behaviour, response: Response, errors: Mapping[int, ErrorPage], now: float, status: int = 0
) -> float:
    """How long the response is kept.

    Args:
        behaviour: whose policy holds.
        response: as it came, after the origin-response function.
        errors: the distribution's error pages.
        now: seconds since 1970, for Expires.
        status: the status before an error page took the response's place.
    """
    policy, code = behaviour.cache, status or response.status
    told, forbidden = _told(response.headers, now)
    if code >= 400:
        page = errors.get(code)
        if page is None and code not in _ALWAYS_KEPT and told is None:
            return 0
        least = page.seconds if page else ERROR_SECONDS
        return least if told is None or forbidden else max(least, min(told, policy.most))
    if code not in (200, 203, 204, 206, 300, 301, 302, 303, 304, 307, 308, 410):
        return 0
    if forbidden:
        return policy.least
    wanted = policy.default if told is None else told
    return max(policy.least, min(wanted, policy.most))


def _told(headers: Headers, now: float) -> tuple[float | None, bool]:
    """The age that the origin names, if it does, and whether it forbids keeping."""
    control = {
        name.strip().lower(): value.strip().strip('"')
        for name, _, value in (part.partition("=") for part in headers.get("cache-control").split(","))
        if name.strip()
    }
    if control.keys() & {"no-cache", "no-store", "private"}:
        return None, True
    for name in ("s-maxage", "max-age"):
        if control.get(name, "").isdigit():
            return float(control[name]), False
    if expires := headers.get("expires"):
        try:
            return max(0.0, parsedate_to_datetime(expires).timestamp() - now), False
        except ValueError:
            return 0.0, False
    return None, False
