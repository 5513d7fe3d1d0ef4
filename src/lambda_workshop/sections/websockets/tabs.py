"""A customer's browser tab: a WebSocket client that keeps what it hears."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Any
from urllib.parse import urlencode

from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import connect

from lambda_workshop.cloud import TimedOut, until
from lambda_workshop.sections.websockets.room import FRAME

SECONDS = 5.0
"""How long a tab waits for what it should hear: the way takes a tenth of a second, a first call two."""


class NotLetIn(Exception):
    """The handshake was answered with another status than 101; the message names it."""


class Tab:
    """One open tab, or one that was closed; used in a `with` block. Raises NotLetIn where the client is refused."""

    def __init__(self, url: str, name: str = "", order: str = "") -> None:
        self.name, self.order = name, order
        self.heard: list[Any] = []
        self.end = ""
        self._end = ExitStack()
        query = urlencode({key: value for key, value in (("order", order), ("name", name)) if value})
        try:
            # The backend is on this machine, whatever proxy the environment names for others.
            client = connect(f"{url}?{query}" if query else url, proxy=None, compression=None, max_size=None)
            self._connection = self._end.enter_context(client)
        except InvalidHandshake as error:
            raise NotLetIn(str(error)) from error

    def __enter__(self) -> Tab:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def open(self) -> bool:
        """Whether it is still connected, as far as it has listened."""
        return not self.end

    def close(self) -> None:
        """Close the tab, as a customer does."""
        self._end.close()
        self.end = self.end or "closed"

    def say(self, text: str) -> None:
        """Send `{"action": "say", "text": ...}`, in frames of at most 32 KB."""
        self.send(json.dumps({"action": "say", "text": text}, ensure_ascii=False))

    def send(self, message: str) -> None:
        """Send this text as one message, in frames of at most 32 KB; nothing happens once the connection is closed."""
        # Whole characters: none has more than four bytes.
        size = FRAME // 4
        pieces = [message[at : at + size] for at in range(0, len(message), size)]
        with suppress(ConnectionClosed):
            self._connection.send(message if len(pieces) < 2 else iter(pieces))

    def listen(self) -> list[Any]:
        """Everything that came since the tab was opened: JSON as data, other text as it is."""
        try:
            while True:
                self.heard.append(_data(self._connection.recv(timeout=0)))
        except TimeoutError:
            pass
        except ConnectionClosed as error:
            self.end = self.end or f"closed by the other side: {error}"
        return self.heard

    def hears(self, wanted: Mapping[str, Any], *, seconds: float = SECONDS) -> Any:
        """The first message with all these fields, waiting for it; None when it does not come."""

        def look() -> list[Any]:
            objects = [message for message in self.listen() if isinstance(message, dict)]
            return [message for message in objects if wanted.items() <= message.items()]

        try:
            return until("a message", look, timeout=seconds, every=0.02)[0]
        except TimedOut:
            return None


def _data(message: str | bytes) -> Any:
    try:
        return json.loads(message)
    except ValueError:
        return message
