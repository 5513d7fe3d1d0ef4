"""What a client gets for what a function returns in payload format 2.0, read as API Gateway reads it."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Seen:
    """Status, headers in lower case, cookies, and the body's text."""

    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)
    cookies: tuple[str, ...] = ()

    @property
    def value(self) -> Any:
        """The body as data; None when it is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def __str__(self) -> str:
        lines = [f"{name}: {value}" for name, value in self.headers.items()]
        return "\n  ".join([str(self.status), *lines, *(f"set-cookie: {cookie}" for cookie in self.cookies), self.body])


class Malformed(Exception):
    """API Gateway would answer 500; the message says what is wrong."""


def seen(returned: Any) -> Seen:
    """The client's view of a return value. Raises Malformed.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
    """
    if not isinstance(returned, dict) or "statusCode" not in returned:
        return Seen(200, returned if isinstance(returned, str) else json.dumps(returned))
    status, body = returned["statusCode"], returned.get("body")
    if isinstance(status, bool) or not str(status).isdigit():
        raise Malformed(f"statusCode is {json.dumps(status)}, not a number")
    if body is not None and not isinstance(body, str):
        raise Malformed(f"body is {'an object' if isinstance(body, dict) else json.dumps(body)}, not text")
    headers, cookies = returned.get("headers") or {}, returned.get("cookies") or []
    if not isinstance(headers, dict) or not isinstance(cookies, list):
        raise Malformed("headers is an object and cookies a list")
    if returned.get("isBase64Encoded"):
        try:
            body = base64.b64decode(body or "", validate=True).decode("utf-8", "replace")
        except binascii.Error as error:
            raise Malformed("the body is not base64") from error
    lower = {str(name).lower(): str(value) for name, value in headers.items()}
    own = [lower.pop("set-cookie")] if "set-cookie" in lower else []
    return Seen(int(str(status)), body or "", lower, (*(str(cookie) for cookie in cookies), *own))
