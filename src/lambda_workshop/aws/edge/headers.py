"""Headers as CloudFront's events write them.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


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
