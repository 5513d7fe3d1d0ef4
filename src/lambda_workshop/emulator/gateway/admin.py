"""The server's own few addresses, `/_workshop/...`: health, holders, mailbox, clock, reset; and a watch over holders.

A holder is a process for whose sake the server runs: a notebook's kernel, the Jupyter server above it. When the
last one is gone, the server waits for the grace and ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import threading
import time
from collections.abc import Callable, Iterable
from urllib.parse import parse_qs, parse_qsl

from lambda_workshop.emulator.gateway.asgi import Application, Message, Receive, Scope, Send, respond
from lambda_workshop.emulator.host.identity import Process, runs
from lambda_workshop.emulator.host.settings import LOG_LIMIT, SERVICES, ServerSettings

PREFIX = "/_workshop/"
MAILBOX = f"{PREFIX}mailbox"
"""What an account's user pools have sent."""
CLOCK = f"{PREFIX}clock"
"""Moves the own time of one of an account's schedules."""
SIGNED = frozenset({MAILBOX, CLOCK})
"""The addresses here that ask for an account's signature instead of the backend's token."""
_WATCH_SECONDS = 0.2, 5.0
"""How often the holders are looked at: between these, a sixth of the grace. Each look wakes an idle machine."""


class Holders:
    """The processes for whose sake the server runs, seen by identity and not by id."""

    def __init__(self, holders: Iterable[Process], *, grace: float) -> None:
        self._lock = threading.Lock()
        self._holders = set(holders)
        self._grace = grace
        self._abandoned_at: float | None = None
        self._closed = False

    def register(self, holders: Iterable[Process]) -> bool:
        """Add holders; False when the server has already decided to end."""
        with self._lock:
            if self._closed:
                return False
            self._holders.update(holders)
            self._abandoned_at = None
            return True

    def count(self) -> int:
        """How many holders were alive when last looked at."""
        with self._lock:
            return len(self._holders)

    def abandoned(self, now: float) -> bool:
        """Whether no holder has lived for longer than the grace; once true, nobody can register any more."""
        with self._lock:
            self._holders = {holder for holder in self._holders if runs(holder)}
            if self._holders:
                self._abandoned_at = None
                return False
            if self._abandoned_at is None:
                self._abandoned_at = now
            self._closed = now - self._abandoned_at >= self._grace
            return self._closed


class Control:
    """An ASGI application: `/_workshop/...` is answered here, everything else by the application below."""

    def __init__(self, application: Application, settings: ServerSettings, *, stop: Callable[[], None]) -> None:
        self._application = application
        self._settings = settings
        self._stop = stop
        self._started = time.monotonic()
        self._holders = Holders(settings.holders, grace=settings.grace)
        self._on_started: Callable[[], None] = lambda: None

    def on_started(self, callback: Callable[[], None]) -> None:
        """Have this called once the application below has started."""
        self._on_started = callback

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._application(scope, receive, self._watching(send))
        elif scope["type"] == "http" and scope["path"].startswith(PREFIX):
            await self._answer(scope, receive, send)
        else:
            await self._application(scope, receive, send)

    def _watching(self, send: Send) -> Send:
        async def forward(message: Message) -> None:
            await send(message)
            if message["type"] == "lifespan.startup.complete":
                threading.Thread(target=self._watch, name="holder-watch", daemon=True).start()
                self._on_started()

        return forward

    def _watch(self) -> None:
        """End the server when it is abandoned; keep its log within bounds."""
        often, seldom = _WATCH_SECONDS
        tick = threading.Event()
        while not tick.wait(min(max(self._settings.grace / 6, often), seldom)):
            if self._holders.abandoned(time.monotonic()):
                self._stop()
                return
            with contextlib.suppress(OSError):
                if os.fstat(2).st_size > LOG_LIMIT:
                    os.ftruncate(2, 0)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, method = scope["path"], scope["method"]
        if path == f"{PREFIX}health" and method == "GET":
            await respond(send, 200, self.health())
        elif path == f"{PREFIX}holders" and method == "POST":
            body = json.loads(await _body(receive) or b"{}")
            holders = [Process.read(holder) for holder in body.get("holders", ())]
            if self._holders.register(holders):
                await respond(send, 200, {"holders": self._holders.count()})
            else:
                await respond(send, 410, {"message": "This backend is ending. Start another one."})
        elif path == MAILBOX and method == "GET":
            from lambda_workshop.emulator.services.cognito.outbox import sent_in

            query = dict(parse_qsl(scope.get("query_string", b"").decode()))
            await respond(send, 200, {"messages": sent_in(_signer(), query)})
        elif path == CLOCK and method == "POST":
            await _steer_clock(receive, send)
        elif path == f"{PREFIX}reset" and method == "POST":
            from lambda_workshop.emulator.gateway.reset import reset

            account = parse_qs(scope.get("query_string", b"").decode()).get("account", [""])[0]
            await asyncio.to_thread(reset, account or None)
            await respond(send, 200, {"reset": account or "all"})
        else:
            await respond(send, 404, {"message": f"{method} {path} is not one of this backend's addresses."})

    def health(self) -> dict[str, object]:
        """What `GET /_workshop/health` says: version, pid, services, uptime in seconds, MiniStack's version."""
        from lambda_workshop.emulator.fallback.ministack import installed_version

        return {
            "version": self._settings.version,
            "ministack": installed_version(),
            "pid": os.getpid(),
            "services": sorted(SERVICES),
            "uptime": round(time.monotonic() - self._started, 3),
            "holders": self._holders.count(),
        }


async def _steer_clock(receive: Receive, send: Send) -> None:
    from lambda_workshop.emulator.services.schedules.clock import Unsteerable
    from lambda_workshop.emulator.services.schedules.service import steer

    try:
        asked = json.loads(await _body(receive) or b"{}")
        answer = steer(_signer(), asked if isinstance(asked, dict) else {})
    except (Unsteerable, ValueError) as error:
        await respond(send, 400, {"message": str(error)})
    else:
        await respond(send, 200, answer)


def _signer() -> str:
    """The account that signed the request."""
    from lambda_workshop.emulator.gateway.callers import caller

    known = caller.get()
    assert known is not None, "the guard lets only signed requests through to here"
    return known.account


async def _body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)
