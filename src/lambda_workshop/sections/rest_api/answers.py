"""What a client gets for what a function returns to a Lambda proxy integration, read as API Gateway reads it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

KEYS = ("statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded")


@dataclass(frozen=True)
class Seen:
    """Status, headers in lower case, and the body's text."""

    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def value(self) -> Any:
        """The body as data; None when it is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class Malformed(Exception):
    """API Gateway would answer 502; the message says what is wrong."""


def seen(returned: Any) -> Seen:
    """The client's view of a return value. Raises Malformed.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
    """
    if not isinstance(returned, dict):
        raise Malformed(f"the handler returned {json.dumps(returned, default=str)}, not an object")
    if strange := [name for name in returned if name not in KEYS]:
        raise Malformed(f"`{strange[0]}` is no key of an answer")
    status, body = returned.get("statusCode", 200), returned.get("body")
    if isinstance(status, bool) or not str(status).isdigit():
        raise Malformed(f"statusCode is {json.dumps(status)}, not a number")
    if body is not None and not isinstance(body, str):
        raise Malformed(f"body is {'an object' if isinstance(body, dict) else json.dumps(body)}, not text")
    found: dict[str, str] = {}
    for name, value in (returned.get("headers") or {}).items():
        if not isinstance(value, str | bool):
            raise Malformed(f"the header `{name}` is {json.dumps(value)}, not text")
        found[str(name).lower()] = str(value)
    for name, values in (returned.get("multiValueHeaders") or {}).items():
        if not isinstance(values, list) or not values:
            raise Malformed(f"the multi-value header `{name}` is {json.dumps(values)}, not a list")
        found[str(name).lower()] = str(values[-1])
    return Seen(int(str(status)), body or "", found)
