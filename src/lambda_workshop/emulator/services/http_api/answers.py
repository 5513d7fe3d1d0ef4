"""What API Gateway makes of a function's return value.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
In format 2.0 anything that JSON can say is an answer, unless it has a `statusCode`; format 1.0 needs the full form.
An answer in full without a content type is plain text in both, as AWS found when it held its own test tool against
the service (https://github.com/aws/aws-lambda-dotnet/tree/master/Tools/LambdaTestTool-v2).
A client never reads what went wrong within a function: it gets 500 and the same text for everything.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lambda_workshop.emulator.services.http_api.exchange import HOP_BY_HOP

INTERNAL = "Internal Server Error"
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_DROPPED = HOP_BY_HOP | {"content-length", "date", "apigw-requestid"}


MALFORMED = "The response from the Lambda function doesn't match the format that API Gateway expects."


class Failed(Exception):
    """The client gets this status and message; `headers` are added.

    What no client reads is for the access log: `why` the integration failed, what the `authorizer` said.
    """

    def __init__(
        self,
        status: int,
        message: str,
        headers: Mapping[str, str] | None = None,
        *,
        why: str = "",
        authorizer: str = "",
    ) -> None:
        super().__init__(message)
        self.status, self.why, self.authorizer = status, why, authorizer
        self.headers = dict(headers or {})

    def answer(self) -> Answer:
        """The answer that says so."""
        body = json.dumps({"message": str(self)}, separators=(",", ":")).encode()
        return Answer(self.status, {"content-type": ["application/json"]}, body).with_headers(self.headers)


@dataclass(frozen=True)
class Answer:
    """Status, headers by lower-case name (several values where a header is repeated) and the body's bytes."""

    status: int
    headers: dict[str, list[str]] = field(default_factory=dict)
    body: bytes = b""

    def with_headers(self, more: Mapping[str, str]) -> Answer:
        """The same with these headers, in place of those of the same name."""
        added = {name.lower(): [value] for name, value in more.items()}
        return Answer(self.status, {**self.headers, **added}, self.body)

    def without_cross_origin_headers(self) -> Answer:
        """The same without what a function says of other origins."""
        kept = {name: values for name, values in self.headers.items() if not name.startswith("access-control-")}
        return Answer(self.status, kept, self.body)


def parse(returned: object, version: str) -> Answer:
    """The answer that a function's return value stands for; raises Failed (500) when it stands for none."""
    if version == "2.0" and not (isinstance(returned, dict) and "statusCode" in returned):
        text = (
            returned if isinstance(returned, str) else json.dumps(returned, ensure_ascii=False, separators=(",", ":"))
        )
        return Answer(200, {"content-type": ["application/json"]}, _encoded(text))
    if not isinstance(returned, dict):
        raise Failed(500, INTERNAL, why=MALFORMED)
    status, headers = _status(returned.get("statusCode")), _headers(returned, version)
    headers.setdefault("content-type", ["text/plain;charset=UTF-8"])
    body = b"" if status in (204, 304) else _body(returned)
    return Answer(status, headers, body)


def _status(value: object) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 200 <= value <= 599:
        raise Failed(500, INTERNAL, why=MALFORMED)
    return value


def _headers(returned: Mapping[str, Any], version: str) -> dict[str, list[str]]:
    """The answer's headers; a function's cookies come before a `set-cookie` among its headers."""
    several = _mapping(returned.get("multiValueHeaders")) if version == "1.0" else {}
    found: dict[str, list[str]] = {}
    for name, values in several.items():
        if not isinstance(values, list):
            raise Failed(500, INTERNAL, why=MALFORMED)
        found.setdefault(name.lower(), []).extend(_value(value) for value in values)
    for name, value in _mapping(returned.get("headers")).items():
        values = found.setdefault(name.lower(), [])
        if _value(value) not in values:
            values.append(_value(value))
    cookies = returned.get("cookies") if version == "2.0" else None
    if cookies is not None:
        if not isinstance(cookies, list):
            raise Failed(500, INTERNAL, why=MALFORMED)
        found["set-cookie"] = [*(_value(cookie) for cookie in cookies), *found.get("set-cookie", [])]
    if any(not _TOKEN.fullmatch(name) for name in found):
        raise Failed(500, INTERNAL, why=MALFORMED)
    return {name: values for name, values in found.items() if values and name not in _DROPPED}


def _mapping(value: object) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Failed(500, INTERNAL, why=MALFORMED)
    return value


def _value(value: object) -> str:
    text = json.dumps(value) if isinstance(value, bool | int | float) else value
    if not isinstance(text, str) or any(character in text for character in "\r\n\0"):
        raise Failed(500, INTERNAL, why=MALFORMED)
    return text


def _body(returned: Mapping[str, Any]) -> bytes:
    body = returned.get("body")
    if body is None:
        return b""
    if not isinstance(body, str):
        raise Failed(500, INTERNAL, why=MALFORMED)
    if not returned.get("isBase64Encoded"):
        return _encoded(body)
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Failed(500, INTERNAL, why=MALFORMED) from error


def _encoded(text: str) -> bytes:
    # Half of a surrogate pair is legal in JSON and no character.
    return text.encode("utf-8", "replace")
