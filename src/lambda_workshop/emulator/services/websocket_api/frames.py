"""The WebSocket protocol's part: frame and message limits, the client's close code, pings.

Hypercorn tells an application neither the code with which a client closes nor that it sends a ping, and knows no
limit for a frame. `LimitedStream` takes the place of its stream; it limits only the connections whose accept message
carries `LIMITS`, and behaves as hypercorn's for all others (MQTT).

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypercorn.protocol.events import Event, StreamClosed
from hypercorn.protocol.ws_stream import WSStream
from wsproto.connection import ConnectionState
from wsproto.events import BytesMessage, CloseConnection, Message, Ping, TextMessage

from lambda_workshop.aws.facts import api_gateway

LIMITS = "workshop.limits"
"""The key of the accept message under which an application gives its `Limits`."""
TOO_BIG = 1009
ABNORMAL = 1006


@dataclass(frozen=True)
class Limits:
    """Bytes that one frame and one message may have, before they are compressed."""

    frame: int = api_gateway.WEBSOCKET_FRAME.value
    message: int = api_gateway.WEBSOCKET_MESSAGE.value


def text_frames(text: str, size: int) -> list[str]:
    """The text in pieces of at most `size` bytes of UTF-8; one empty piece for an empty text."""
    pieces, data = [], text.encode()
    while len(data) > size:
        cut = size
        while data[cut] & 0xC0 == 0x80:
            # Not within a character.
            cut -= 1
        pieces.append(data[:cut].decode())
        data = data[cut:]
    return [*pieces, data.decode()]


class LimitedStream(WSStream):
    """Hypercorn's WebSocket stream, which also tells what AWS's events tell."""

    _limits: Limits | None = None
    _frame_bytes = 0
    _message_bytes = 0
    _our_code: int | None = None
    _told = False

    async def handle(self, event: Event) -> None:
        """Take what came from the network."""
        if isinstance(event, StreamClosed) and self._limits is not None and not self.closed:
            self.closed = True
            await self._tell_end(self._our_code or ABNORMAL, "")
            return
        await super().handle(event)

    async def app_send(self, message: Any) -> None:
        """Take what the application sends: a long text goes out in several frames."""
        if self._limits is not None and message is not None and not self.closed:
            text = message.get("text")
            if message["type"] == "websocket.send" and isinstance(text, str):
                pieces = text_frames(text, self._limits.frame)
                for number, piece in enumerate(pieces, 1):
                    await self._send_wsproto_event(TextMessage(piece, message_finished=number == len(pieces)))
                return
        await super().app_send(message)

    async def _accept(self, message: Any) -> None:
        self._limits = message.get(LIMITS)
        if self._limits is not None:
            # API Gateway negotiates no compression.
            self.handshake.extensions = None
        await super()._accept(message)

    async def _handle_events(self) -> None:
        if self._limits is None:
            await super()._handle_events()
            return
        for event in self.connection.events():
            if isinstance(event, Message):
                if self._our_code is None and self._is_within(event, self._limits):
                    await self._collect(event)
            elif isinstance(event, Ping):
                await self._send_wsproto_event(event.response())
                await self._tell({"type": "websocket.ping"})
            elif isinstance(event, CloseConnection):
                if self.connection.state == ConnectionState.REMOTE_CLOSING:
                    await self._send_wsproto_event(event.response())
                await self._tell_end(self._our_code or int(event.code), event.reason or "")
                await self.send(StreamClosed(stream_id=self.stream_id))
        if self._our_code == TOO_BIG and self.connection.state == ConnectionState.OPEN:
            await self._send_wsproto_event(CloseConnection(code=TOO_BIG))

    def _is_within(self, event: TextMessage | BytesMessage | Message[Any], limits: Limits) -> bool:
        """Count what has come of a frame and its message; False, from then on, when that is too much."""
        size = len(event.data.encode() if isinstance(event.data, str) else event.data)
        self._frame_bytes += size
        self._message_bytes += size
        if self._frame_bytes > limits.frame or self._message_bytes > limits.message:
            self._our_code = TOO_BIG
            return False
        if event.frame_finished:
            self._frame_bytes = 0
        if event.message_finished:
            self._message_bytes = 0
        return True

    async def _collect(self, event: Any) -> None:
        self.buffer.extend(event)
        if event.message_finished:
            message = self.buffer.to_message()
            self.buffer.clear()
            await self._tell(message)

    async def _tell_end(self, code: int, reason: str) -> None:
        if not self._told:
            self._told = True
            await self._tell({"type": "websocket.disconnect", "code": code, "reason": reason})

    async def _tell(self, message: dict[str, Any]) -> None:
        if self.app_put is not None:
            await self.app_put(message)
