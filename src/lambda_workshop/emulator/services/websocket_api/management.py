"""The API under a WebSocket API's own address: post_to_connection, get_connection, delete_connection.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from lambda_workshop.emulator.fallback import apigatewayv2, request_context
from lambda_workshop.emulator.services.websocket_api import connections
from lambda_workshop.emulator.services.websocket_api.connections import Connection, SlowClient
from lambda_workshop.emulator.services.websocket_api.frames import Limits

Response = tuple[int, dict[str, str], bytes]


def _error(status: int, code: str, message: str = "") -> Response:
    body = json.dumps({"message": message}).encode() if message else b""
    return status, {"Content-Type": "application/json", "x-amzn-ErrorType": code}, body


async def handle_connections(
    method: str, api: str, stage: str, connection_id: str, body: bytes, headers: dict[str, str]
) -> Response:
    """Replace `apigateway.handle_connections_api`.

    An unknown API or stage, or another account's, is forbidden; a connection that is not open is gone.
    """
    owner = apigatewayv2.owner_of(api)
    if owner is None or owner[1] != request_context.account() or stage not in apigatewayv2.stages_of_owner(api):
        return _error(403, "ForbiddenException", "Forbidden")
    connection = connections.find(api, stage, connection_id)
    if connection is None:
        return _error(410, "GoneException")
    if method == "POST":
        return await _post(connection, body)
    if method == "GET":
        return _describe(connection)
    if method == "DELETE":
        connections.closed(connection)
        connection.close()
        return 204, {}, b""
    return _error(403, "MissingAuthenticationTokenException", "Missing Authentication Token")


async def _post(connection: Connection, body: bytes) -> Response:
    if len(body) > Limits().message:
        return _error(413, "PayloadTooLargeException", "Payload exceeds the maximum allowed size")
    try:
        await connection.post(body.decode("utf-8", "replace"))
    except SlowClient:
        return _error(429, "LimitExceededException", "The client does not read what it is sent")
    return 200, {"Content-Type": "application/json"}, b""


def _describe(connection: Connection) -> Response:
    identity = {"sourceIp": connection.source_ip, "userAgent": connection.user_agent}
    content: dict[str, Any] = {
        "connectedAt": _iso(connection.connected_at),
        "identity": identity,
        "lastActiveAt": _iso(connection.last_active_at),
    }
    return 200, {"Content-Type": "application/json"}, json.dumps(content).encode()


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
