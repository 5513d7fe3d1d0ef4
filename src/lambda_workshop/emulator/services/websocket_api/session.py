"""A client's time with a WebSocket API: handshake, messages, end.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-overview.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-keys-connect-disconnect.html
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from lambda_workshop.emulator.fallback import apigatewayv2, request_context
from lambda_workshop.emulator.services.websocket_api import connections, events, integration, routes
from lambda_workshop.emulator.services.websocket_api.authorization import authorize
from lambda_workshop.emulator.services.websocket_api.connections import (
    GOING_AWAY,
    NORMAL,
    Connection,
    Place,
    SlowClient,
    new_id,
)
from lambda_workshop.emulator.services.websocket_api.events import Handshake
from lambda_workshop.emulator.services.websocket_api.frames import LIMITS, Limits
from lambda_workshop.emulator.services.websocket_api.integration import Answer, Failed

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

NO_BINARY = (1003, "")
"""How a binary frame ends a connection.

https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-binary-media-types.html
"""
_AT_ONCE = 100
"""Messages of one client whose functions run at the same time; API Gateway waits for none before the next."""
# What API Gateway writes when the client gave no reason of its own.
_REASONS = {1000: NORMAL[1], 1001: GOING_AWAY[1], 1005: "Client-side close frame status not set"}
_log = logging.getLogger(__name__)


async def handle_websocket(
    scope: Any, receive: Receive, send: Send, api: str, path_override: str | None = None
) -> None:
    """Replace `apigateway.handle_websocket`: serve one client from its handshake to its end."""
    if (await receive()).get("type") != "websocket.connect":
        return
    place = _place(api, path_override if path_override is not None else scope.get("path", ""))
    if place is None:
        await _refuse(send, 403, "Forbidden", new_id(), new_id())
        return
    request_context.enter(place.account, place.region)
    handshake = _handshake(scope)
    client = scope.get("client") or ("127.0.0.1", 0)
    connection = Connection(place, str(client[0]), handshake.header("user-agent"), send)
    answer = await _connect(connection, handshake, scope)
    if answer is None:
        return
    wanted = [protocol for protocol in scope.get("subprotocols") or () if protocol]
    chosen = answer.header("Sec-WebSocket-Protocol")
    await send({"type": "websocket.accept", "subprotocol": chosen if chosen in wanted else None, LIMITS: Limits()})
    connections.opened(connection)
    try:
        code, reason = await _converse(connection, receive)
    finally:
        connections.closed(connection)
    with contextlib.suppress(Failed):
        await _run_lifecycle(
            place, "$disconnect", events.disconnect(connection, code, reason or _REASONS.get(code, ""))
        )


def _place(api: str, path: str) -> Place | None:
    """The stage that a path such as `/dev` names; None unless it is one of a WebSocket API."""
    owner = apigatewayv2.owner_of(api)
    if owner is None or owner[0] != "WEBSOCKET":
        return None
    _protocol, account, region = owner
    stages = apigatewayv2.stages_in(account, region, api)
    named = path.lstrip("/").partition("/")[0]
    stage = named if named in stages else "$default"
    return Place(api, stage, account, region) if stage in stages else None


def _handshake(scope: Any) -> Handshake:
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope.get("headers", ())]
    query = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    return Handshake(headers, query)


def _routes(api: str) -> list[dict[str, Any]]:
    return list(apigatewayv2.routes(api).values())


async def _connect(connection: Connection, handshake: Handshake, scope: Any) -> Answer | None:
    """What $connect's function answers; an empty answer without such a route; None when the client was refused."""
    place, event = connection.place, events.connect(connection, handshake)
    route = routes.lifecycle_route(_routes(place.api), "$connect")
    try:
        if route is None:
            return Answer()
        await authorize(connection, handshake, route)
        if connection.authorizer is not None:
            event = events.connect(connection, handshake)
        if not route.get("target"):
            return Answer()
        answer = await integration.run(place, route, event)
        if not 200 <= answer.status < 300:
            known = answer.status in {status.value for status in HTTPStatus}
            phrase = HTTPStatus(answer.status).phrase if known else integration.SERVER_ERROR
            raise Failed(answer.status if 300 <= answer.status < 600 else 502, phrase)
    except Failed as failure:
        await _refuse(
            connection.send, failure.status, str(failure), connection.id, event["requestContext"]["requestId"]
        )
        return None
    return answer


async def _refuse(send: Send, status: int, message: str, connection: str, request: str) -> None:
    """Answer the handshake with an HTTP error."""
    body = json.dumps({"message": message, "connectionId": connection, "requestId": request}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": body})


async def _run_lifecycle(place: Place, key: str, event: dict[str, Any]) -> None:
    route = routes.lifecycle_route(_routes(place.api), key)
    if route is not None and route.get("target"):
        await integration.run(place, route, event)


async def _converse(connection: Connection, receive: Receive) -> tuple[int, str]:
    """Answer messages until the client goes, is sent away, or its time is up; returns the close code and reason."""
    room = asyncio.Semaphore(_AT_ONCE)
    running: set[asyncio.Task[None]] = set()
    closing = asyncio.ensure_future(connection.closing.wait())
    receiving = asyncio.ensure_future(receive())
    try:
        while True:
            waited: set[asyncio.Future[Any]] = {receiving, closing}
            await asyncio.wait(waited, timeout=connection.seconds_left(), return_when=asyncio.FIRST_COMPLETED)
            if receiving.done():
                message = receiving.result()
                if message["type"] == "websocket.disconnect":
                    return int(message.get("code") or 1005), str(message.get("reason") or "")
                connection.touch()
                if message.get("bytes") is not None:
                    return await _close(connection, NO_BINARY)
                if message["type"] == "websocket.receive":
                    await room.acquire()
                    task = asyncio.create_task(_answer(connection, message.get("text") or ""))
                    running.add(task)
                    task.add_done_callback(running.discard)
                    task.add_done_callback(lambda _task: room.release())
                receiving = asyncio.ensure_future(receive())
            elif closing.done():
                return await _close(connection, NORMAL)
            elif connection.seconds_left() <= 0:
                return await _close(connection, GOING_AWAY)
    finally:
        receiving.cancel()
        closing.cancel()


async def _close(connection: Connection, end: tuple[int, str]) -> tuple[int, str]:
    await connection.send({"type": "websocket.close", "code": end[0], "reason": end[1]})
    return end


async def _answer(connection: Connection, text: str) -> None:
    """Run the route of one message; the client hears of it only by a route response, or when it fails."""
    api = connection.place.api
    expression = str(apigatewayv2.api(api).get("routeSelectionExpression") or "")
    route = routes.message_route(_routes(api), routes.selected(expression, text))
    event = events.message(connection, route["routeKey"] if route else routes.DEFAULT, text)
    reply = ""
    try:
        if route is None:
            raise Failed(403, "Forbidden")
        answer = await integration.run(connection.place, route, event)
        responses = apigatewayv2.route_responses(api, route["routeId"])
        reply = answer.body if responses else ""
    except Failed as failure:
        request = event["requestContext"]["requestId"]
        reply = json.dumps({"message": str(failure), "connectionId": connection.id, "requestId": request})
    except Exception:
        _log.exception("a message of API %s could not be handled", api)
    if reply and connections.find(api, connection.place.stage, connection.id) is connection:
        with contextlib.suppress(SlowClient):
            await connection.post(reply)
