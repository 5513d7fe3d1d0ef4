"""Requests that no client of AWS's writes: refused with the error that AWS names, and never a bare failure.

AWS's JSON protocols answer 400 SerializationException to a body that is not a JSON object, and a service that fails
answers 500 with an error code in its own protocol, never a broken connection:
https://docs.aws.amazon.com/general/latest/gr/api-retries.html
https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from lambda_workshop.emulator.gateway.refusals import error, service_of

Dispatch = Callable[..., Awaitable[Any]]

_log = logging.getLogger(__name__)
_REST_JSON = frozenset({"lambda", "scheduler", "apigateway", "iot"})
# Operations of these services whose body is a payload or a document, not the operation's arguments.
_PAYLOAD = re.compile(r"/invocations$|/invoke-async/|/response-streaming-invocations$|/@connections/|^/restapis/[^/]+$")
_DOCUMENTS = re.compile(r"/documentation/parts$|/_user_request_")
_TEXT = re.compile(r"(Name|name|Arn|ARN|arn|Id)$")
_NO_TEXT = frozenset({"generateDistinctId", "versionId", "defaultVersionId", "ReturnSubscriptionArn"})


def answered_in_words(original: Dispatch) -> Dispatch:
    """Replace `ministack.app._dispatch_service_request`: a malformed body and a failing service have an answer."""

    async def dispatch(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, list[str]], *rest: Any
    ) -> Any:
        if body and takes_json(path, headers, query) and (wrong := what_is_wrong(body)):
            return error(400, "SerializationException", wrong, headers)
        try:
            return await original(method, path, headers, body, query, *rest)
        except Exception:
            _log.exception("%s %s failed", method, path)
            return error(500, "InternalFailure", "The request could not be processed.", headers)

    return dispatch


def takes_json(path: str, headers: dict[str, str], query: dict[str, list[str]]) -> bool:
    """Whether this operation's arguments are a JSON object in the body."""
    if headers.get("x-amz-target"):
        return True
    if service_of(headers) not in _REST_JSON or "mode" in query:
        return False
    return not (_PAYLOAD.search(path) or _DOCUMENTS.search(path))


def what_is_wrong(body: bytes) -> str:
    """Why the body cannot be an operation's arguments; empty when it can.

    A name, an id or an ARN that is no string would be stored, and then break every later request that looks it up.
    """
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return "The request's body is not JSON."
    if not isinstance(found, dict):
        return "The request's body is not a JSON object."
    for key, value in found.items():
        if _TEXT.search(key) and key not in _NO_TEXT and not isinstance(value, str | None):
            return f"{key} is not a string."
    return ""
