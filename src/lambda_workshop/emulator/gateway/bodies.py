"""The body of a request: read whole or passed on, and never more of it than a limit."""

from __future__ import annotations

from typing import Any

from lambda_workshop.emulator.gateway.asgi import Application, Message, Receive, Scope, Send, respond


class TooLarge(Exception):
    """The body is larger than it may be."""


async def read(receive: Receive, limit: int) -> bytes:
    """The whole body; raises TooLarge when it has more bytes than the limit."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        part: bytes = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise TooLarge
        parts.append(part)
        if message["type"] != "http.request" or not message.get("more_body"):
            return b"".join(parts)


def replay(body: bytes, receive: Receive) -> Receive:
    """What gives a body that was read once more, and then whatever follows it."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Any:
        return waiting.pop() if waiting else await receive()

    return again


def declares_more(scope: Scope, limit: int) -> bool:
    """Whether the request says itself that its body is larger than the limit."""
    declared = next((value for name, value in scope["headers"] if name.lower() == b"content-length"), b"0")
    return bool(declared.isdigit() and (len(declared) > 18 or int(declared) > limit))


async def refuse(send: Send, limit: int) -> None:
    """Answer 413."""
    await respond(send, 413, {"message": f"The request is larger than {limit} bytes, this backend's limit."})


async def limited(application: Application, limit: int, scope: Scope, receive: Receive, send: Send) -> None:
    """Run the application; answer 413 in its place when the body is larger than the limit."""
    if declares_more(scope, limit):
        await refuse(send, limit)
        return
    received, refused = 0, False

    async def counted() -> Message:
        nonlocal received, refused
        message = await receive()
        received += len(message.get("body", b""))
        if received > limit:
            if not refused:
                refused = True
                await refuse(send, limit)
            return {"type": "http.disconnect"}
        return message

    async def forward(message: Message) -> None:
        if not refused:
            await send(message)

    await application(scope, counted, forward)
