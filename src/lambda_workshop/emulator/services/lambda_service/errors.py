"""Errors of the Lambda API, named and worded as AWS does.

https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html
"""

from __future__ import annotations

import json

Response = tuple[int, dict[str, str], bytes]


def refused(code: str, message: str, status: int = 400, *, kind: str = "User") -> Response:
    """The API's answer for a request that it does not take."""
    body = json.dumps({"Type": kind, "Message": message, "message": message, "__type": code})
    return status, {"Content-Type": "application/json", "x-amzn-ErrorType": code}, body.encode()


def invalid_parameter(message: str) -> Response:
    """A value that AWS refuses after having understood the request."""
    return refused("InvalidParameterValueException", message)


def validation(value: object, member: str, constraint: str) -> Response:
    """A value outside of what the API's model allows, in AWS's own phrase."""
    return refused(
        "ValidationException",
        f"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: {constraint}",
    )
