"""Lambda proxy integrations: the whole request in, an answer of a fixed form out, and 502 for any other.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lambda_workshop.emulator.fallback import apigatewayv1
from lambda_workshop.emulator.services.rest_api.data_plane import (
    configuration_error,
    invoke_function,
    timeout_of,
)
from lambda_workshop.emulator.services.rest_api.event import body_of, is_binary, request_context, without_body
from lambda_workshop.emulator.services.rest_api.exchange import Exchange, now

_KEYS = frozenset({"statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"})
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
_REMAPPED = frozenset({"connection", "content-length", "date", "server"})
_DROPPED = frozenset({"transfer-encoding", "keep-alive"})


class MalformedAnswer(Exception):
    """What the function returned is no answer of a proxy integration; the message says why."""


@dataclass(frozen=True)
class Answer:
    """A well-formed answer: the status, all values of each header, the body as text."""

    status: int
    headers: dict[str, list[str]]
    body: str
    base64: bool


def parse(returned: Any) -> Answer:
    """The function's return value as an answer; raises MalformedAnswer.

    No key is required and no other is allowed: without `statusCode` AWS answers 200.
    """
    if not isinstance(returned, dict):
        raise MalformedAnswer(f"the answer is {_kind(returned)}, not an object")
    if unknown := sorted(str(key) for key in returned.keys() - _KEYS):
        raise MalformedAnswer(f"unknown keys: {', '.join(unknown)}")
    body = returned.get("body")
    if body is not None and not isinstance(body, str):
        raise MalformedAnswer(f"body is {_kind(body)}, not a string")
    encoded = returned.get("isBase64Encoded")
    if encoded is not None and not isinstance(encoded, bool):
        raise MalformedAnswer(f"isBase64Encoded is {_kind(encoded)}, not a boolean")
    return Answer(_status(returned.get("statusCode")), _headers(returned), body or "", bool(encoded))


def _status(value: Any) -> int:
    if value is None:
        return 200
    try:
        status = int(value) if isinstance(value, int | str) and not isinstance(value, bool) else 0
    except ValueError:
        status = 0
    if not 100 <= status <= 599:
        raise MalformedAnswer(f"statusCode is {json.dumps(value)}, not a status code of HTTP")
    return status


def _headers(returned: dict[str, Any]) -> dict[str, list[str]]:
    """Both kinds of headers as one list for each name; a value in both stands there once."""
    single, multiple = returned.get("headers") or {}, returned.get("multiValueHeaders") or {}
    if not isinstance(single, dict) or not isinstance(multiple, dict):
        raise MalformedAnswer("headers and multiValueHeaders are objects")
    merged: dict[str, list[str]] = {}
    for name, values in multiple.items():
        if not isinstance(values, list):
            raise MalformedAnswer(f"multiValueHeaders[{name!r}] is {_kind(values)}, not an array")
        merged[name] = [_value(name, value) for value in values]
    spelling = {name.lower(): name for name in merged}
    for name, value in single.items():
        kept = merged.setdefault(spelling.setdefault(name.lower(), name), [])
        if (text := _value(name, value)) not in kept:
            kept.append(text)
    return merged


def _value(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return json.dumps(value)
    if not isinstance(value, str):
        raise MalformedAnswer(f"the header {name} is {_kind(value)}, not a string")
    # A line break would start another header.
    return value.replace("\r", " ").replace("\n", " ")


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")


async def invoke(
    integration: dict[str, Any],
    api: str,
    stage_name: str,
    stage: dict[str, Any],
    resource: dict[str, Any],
    path: str,
    method: str,
    headers: dict[str, str],
    body: bytes,
    query: dict[str, list[str]],
    path_parameters: dict[str, str],
    *,
    owner_account_id: str,
    owner_region: str,
    binary_media_types: Sequence[str] = (),
    authorizer_context: dict[str, Any] | None = None,
    caller_identity: dict[str, Any] | None = None,
) -> Any:
    """Replace `apigateway_v1._invoke_lambda_proxy_v1`."""
    exchange = now()
    context = request_context(exchange, resource, method, authorizer=authorizer_context, caller=caller_identity)
    event = without_body(exchange, resource, method, path_parameters, context)
    event["body"], event["isBase64Encoded"] = body_of(body, headers.get("content-type", ""), binary_media_types)
    exchange.note(f"Endpoint request body after transformations: {json.dumps(event)}")
    exchange.note(f"Sending request to {integration.get('uri', '')}")
    function = apigatewayv1.function_in(integration.get("uri", ""))
    result, error = await invoke_function(function, event, exchange, timeout_of(integration))
    return error or _answer(exchange, result, headers, binary_media_types)


def _answer(
    exchange: Exchange, result: dict[str, Any], headers: dict[str, str], binary_media_types: Sequence[str]
) -> Any:
    returned = result.get("body")
    exchange.note(f"Endpoint response body before transformations: {json.dumps(returned)}")
    if result.get("error"):
        text = returned.get("errorMessage", "") if isinstance(returned, dict) else returned
        exchange.note(f"Lambda execution failed with status 200 due to customer function error: {text}")
        return configuration_error("the function failed", 502)
    try:
        answer = parse(returned)
    except MalformedAnswer as error:
        return configuration_error(f"Malformed Lambda proxy response: {error}", 502)
    content = answer.body.encode()
    if answer.base64 and is_binary(headers.get("accept", ""), binary_media_types):
        try:
            content = base64.b64decode(answer.body, validate=True)
        except (binascii.Error, ValueError):
            return configuration_error("Unable to base64 decode the body.", 500)
    exchange.note(f"Method response body after transformations: {answer.body}")
    sent = _sent(answer.headers)
    if not any(name.lower() == "content-type" for name in sent):
        sent["Content-Type"] = ["application/json"]
    sent["X-Amzn-Trace-Id"] = [exchange.trace_id]
    exchange.note(f"Method response headers: {json.dumps({name: ','.join(values) for name, values in sent.items()})}")
    return answer.status, sent, content


def _sent(headers: dict[str, list[str]]) -> dict[str, list[str]]:
    """The headers that reach the client; some are the gateway's own to set and get another name."""
    return {
        f"x-amzn-Remapped-{name}" if name.lower() in _REMAPPED else name: values
        for name, values in headers.items()
        if values and name.lower() not in _DROPPED
    }
