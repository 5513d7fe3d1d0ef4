"""The open connections of all WebSocket APIs, and how one is written to and closed.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
"""

from __future__ import annotations

import asyncio
import base64
import os
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from lambda_workshop.aws.facts import api_gateway

IDLE_VARIABLE = "WORKSHOP_WEBSOCKET_IDLE_SECONDS"
DURATION_VARIABLE = "WORKSHOP_WEBSOCKET_DURATION_SECONDS"
_IDLE_SECONDS = float(api_gateway.WEBSOCKET_IDLE.value)
_DURATION_SECONDS = float(api_gateway.WEBSOCKET_DURATION.value)
_SEND_SECONDS = 5.0

NORMAL = (1000, "Connection Closed Normally")
GOING_AWAY = (1001, "Going away")


def new_id() -> str:
    """An id as API Gateway gives to connections and requests: sixteen characters, the last an equals sign."""
    return base64.urlsafe_b64encode(secrets.token_bytes(11)).decode()


def _setting(name: str, usual: float) -> float:
    """Seconds from the environment, for who cannot wait for ten minutes; the usual ones when it has none."""
    try:
        return float(os.environ.get(name) or usual)
    except ValueError:
        return usual


class SlowClient(Exception):
    """The client does not read what it is sent."""


@dataclass(frozen=True)
class Place:
    """The stage of an API, whose it is, and the name under which its clients know it."""

    api: str
    stage: str
    account: str
    region: str

    @property
    def domain(self) -> str:
        """The API's host name on AWS, which events carry."""
        return f"{self.api}.execute-api.{self.region}.amazonaws.com"

    def source_arn(self, path: str) -> str:
        """What a function's policy must allow: the API's ARN with this path, such as `dev/$connect`."""
        return f"arn:aws:execute-api:{self.region}:{self.account}:{self.api}/{path}"


@dataclass
class Connection:
    """One client. Times are seconds since 1970; `send` is the ASGI server's."""

    place: Place
    source_ip: str
    user_agent: str
    send: Callable[[dict[str, Any]], Any]
    authorizer: dict[str, Any] | None = None
    id: str = field(default_factory=new_id)
    connected_at: float = field(default_factory=time.time)
    last_active_at: float = field(default_factory=time.time)
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    _writing: asyncio.Lock = field(default_factory=asyncio.Lock)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)

    def touch(self) -> None:
        """Something came or went: the connection is not idle."""
        self.last_active_at = time.time()

    def seconds_left(self) -> float:
        """Until the connection is too old, or has been idle for too long."""
        idle = self.last_active_at + _setting(IDLE_VARIABLE, _IDLE_SECONDS)
        old = self.connected_at + _setting(DURATION_VARIABLE, _DURATION_SECONDS)
        return max(min(idle, old) - time.time(), 0.0)

    async def post(self, text: str) -> None:
        """Send the client a message; raises SlowClient when it does not take it within seconds."""
        async with self._writing:
            try:
                await asyncio.wait_for(self.send({"type": "websocket.send", "text": text}), _SEND_SECONDS)
            except TimeoutError as error:
                raise SlowClient from error
        self.touch()

    def close(self) -> None:
        """Have the connection closed; may be called from any thread."""
        self._loop.call_soon_threadsafe(self.closing.set)


_open: dict[str, Connection] = {}


def opened(connection: Connection) -> None:
    """The client is connected: from now on it can be written to."""
    _open[connection.id] = connection


def closed(connection: Connection) -> None:
    """The client is gone."""
    _open.pop(connection.id, None)


def find(api: str, stage: str, connection: str) -> Connection | None:
    """The open connection with this id on that stage."""
    found = _open.get(connection)
    return found if found is not None and (found.place.api, found.place.stage) == (api, stage) else None


def close_all(which: Callable[[Connection], bool] = lambda _connection: True) -> None:
    """Close these connections."""
    chosen: Iterable[Connection] = [connection for connection in list(_open.values()) if which(connection)]
    for connection in chosen:
        connection.close()
