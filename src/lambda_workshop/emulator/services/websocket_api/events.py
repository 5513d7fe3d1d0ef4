"""The events that a WebSocket API hands to its functions.

Their keys are those of recorded events (aws-lambda-powertools has one of each kind among its test events); AWS lists
the context's fields in
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html
and shows an authorizer's event in
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lambda_workshop.emulator.fallback import apigatewayv2
from lambda_workshop.emulator.services.websocket_api.connections import Connection, new_id

# Header names reach us in lower case; these are AWS's, and the usual ones of browsers.
_SPELLINGS = {
    name.lower(): name
    for name in (
        "Host", "Sec-WebSocket-Extensions", "Sec-WebSocket-Key", "Sec-WebSocket-Protocol", "Sec-WebSocket-Version",
        "X-Amzn-Trace-Id", "X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto", "User-Agent", "Origin",
        "Cookie", "Authorization", "Accept", "Accept-Encoding", "Accept-Language", "Cache-Control", "Pragma",
    )
}  # fmt: skip
_HOP_BY_HOP = frozenset({"connection", "upgrade", "content-length", "transfer-encoding", "te", "keep-alive"})


@dataclass(frozen=True)
class Handshake:
    """What a client asked with: headers and query parameters, as pairs in their order."""

    headers: Sequence[tuple[str, str]]
    query: Sequence[tuple[str, str]]

    def header(self, name: str) -> str:
        """The last header of this name; an empty string when there is none."""
        return next((value for key, value in reversed(self.headers) if key.lower() == name.lower()), "")

    def as_event(self, connection: Connection) -> dict[str, Any]:
        """Headers and query parameters as $connect's event carries them; no query keys when there is no query."""
        headers = [(_SPELLINGS.get(key, key), value) for key, value in self.headers if key.lower() not in _HOP_BY_HOP]
        added = {
            "Host": connection.place.domain,
            "X-Amzn-Trace-Id": f"Root=1-{int(time.time()):08x}-{secrets.token_hex(12)}",
            "X-Forwarded-For": connection.source_ip,
            "X-Forwarded-Port": "443",
            "X-Forwarded-Proto": "https",
        }
        pairs = [(key, value) for key, value in headers if key not in added] + list(added.items())
        fields = _single_and_multiple(sorted(pairs, key=lambda pair: pair[0].lower()), "headers", "multiValueHeaders")
        if self.query:
            fields |= _single_and_multiple(self.query, "queryStringParameters", "multiValueQueryStringParameters")
        return fields


def _single_and_multiple(pairs: Sequence[tuple[str, str]], single: str, multiple: str) -> dict[str, Any]:
    """The pairs twice: the last value of each name, and all of them."""
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return {single: {name: given[-1] for name, given in values.items()}, multiple: values}


def context(connection: Connection, route_key: str, event_type: str, **more: Any) -> dict[str, Any]:
    """The `requestContext` of an event; `more` are the fields of its kind."""
    now, request = time.time(), new_id()
    identity = {"sourceIp": connection.source_ip}
    if connection.user_agent:
        identity = {"userAgent": connection.user_agent, **identity}
    fields: dict[str, Any] = {"routeKey": route_key}
    if connection.authorizer is not None:
        fields["authorizer"] = connection.authorizer
    return {
        **fields,
        **more,
        "eventType": event_type,
        "extendedRequestId": request,
        "requestTime": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
        "messageDirection": "IN",
        "stage": connection.place.stage,
        "connectedAt": int(connection.connected_at * 1000),
        "requestTimeEpoch": int(now * 1000),
        "identity": identity,
        "requestId": request,
        "domainName": connection.place.domain,
        "connectionId": connection.id,
        "apiId": connection.place.api,
    }


def connect(connection: Connection, handshake: Handshake) -> dict[str, Any]:
    """The event of $connect."""
    request = context(connection, "$connect", "CONNECT")
    return _event(connection, handshake.as_event(connection), request)


def _event(
    connection: Connection, fields: Mapping[str, Any], request: Mapping[str, Any], **more: Any
) -> dict[str, Any]:
    """An event; a stage without variables is not mentioned."""
    variables = stage_variables(connection)
    told = {"stageVariables": variables} if variables else {}
    return {**fields, **told, "requestContext": dict(request), **more, "isBase64Encoded": False}


def stage_variables(connection: Connection) -> dict[str, str]:
    """The variables of the connection's stage."""
    return dict(apigatewayv2.stage_variables(connection.place.api, connection.place.stage) or {})


def authorize(
    connection: Connection, handshake: Handshake, arn: str, variables: Mapping[str, str], request: Mapping[str, Any]
) -> dict[str, Any]:
    """The event of a REQUEST authorizer for the handshake."""
    return {
        "type": "REQUEST",
        "methodArn": arn,
        "queryStringParameters": {},
        "multiValueQueryStringParameters": {},
        **handshake.as_event(connection),
        "stageVariables": dict(variables),
        "requestContext": dict(request),
    }


def message(connection: Connection, route_key: str, body: str) -> dict[str, Any]:
    """The event of a message."""
    request = context(connection, route_key, "MESSAGE", messageId=new_id())
    return _event(connection, {}, request, body=body)


def disconnect(connection: Connection, code: int, reason: str) -> dict[str, Any]:
    """The event of $disconnect, whose headers name the host and are empty otherwise."""
    request = context(connection, "$disconnect", "DISCONNECT", disconnectStatusCode=code, disconnectReason=reason)
    headers = [("Host", connection.place.domain), ("x-api-key", ""), ("X-Forwarded-For", ""), ("x-restapi", "")]
    fields = _single_and_multiple(headers, "headers", "multiValueHeaders")
    return _event(connection, fields, request)
