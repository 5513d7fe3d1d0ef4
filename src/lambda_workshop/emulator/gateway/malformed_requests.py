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

Dispatch = Callable[..., Awaitable[Any]]

_log = logging.getLogger(__name__)
_SERVICE = re.compile(r"Credential=[^/]*/\d*/[^/]*/([a-z0-9-]+)/aws4_request")
_XML = frozenset({"s3", "sns", "elasticloadbalancing", "monitoring", "cloudfront", "iam", "sts", "ec2"})
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


def service_of(headers: dict[str, str]) -> str:
    """The service that the request was signed for; empty when it was not signed."""
    found = _SERVICE.search(headers.get("authorization", ""))
    return found[1] if found else ""


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


def error(status: int, code: str, message: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    """An error that boto3 reads, in the protocol of the service that was asked."""
    if service_of(headers) in _XML:
        text = f"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
        return status, {"Content-Type": "text/xml"}, text.encode()
    answer = json.dumps({"__type": code, "message": message}).encode()
    return status, {"Content-Type": "application/x-amz-json-1.1", "x-amzn-errortype": code}, answer
