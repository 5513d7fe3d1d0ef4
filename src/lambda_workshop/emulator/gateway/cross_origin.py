"""Which pages of other sites may read an answer: for S3 those that the bucket's own rules name, and none elsewhere.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
"""

from __future__ import annotations

from collections.abc import Mapping

from lambda_workshop.emulator.fallback import asgi, s3
from lambda_workshop.emulator.gateway.asgi import Message, Scope, Send


def only_with(send: Send, own: Mapping[str, str]) -> Send:
    """Replace what MiniStack says to pages ("any page may read this") by these headers."""
    added = [(name.lower().encode(), value.encode("latin-1")) for name, value in own.items()]

    async def forward(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(k, v) for k, v in message.get("headers", ()) if not k.lower().startswith(b"access-control-")]
            message = {**message, "headers": [*kept, *added]}
        await send(message)

    return forward


def of_bucket(scope: Scope) -> Mapping[str, str]:
    """What the rules of the bucket that the request names say to the page that sent it; nothing without a rule."""
    headers = _headers(scope)
    bucket, _key = asgi.bucket_at(headers.get("host", ""), scope["path"])
    return s3.cross_origin_headers(bucket, scope["method"], headers) if bucket else {}


async def answer_preflight(scope: Scope, send: Send) -> None:
    """Answer a browser's question before a request to S3: 403 where no rule of the bucket allows it."""
    headers = _headers(scope)
    status, own, body = s3.answer_preflight(*asgi.bucket_at(headers.get("host", ""), scope["path"]), headers)
    own = {"Content-Length": str(len(body)), **own}
    answer = [(name.lower().encode(), str(value).encode("latin-1")) for name, value in own.items()]
    await send({"type": "http.response.start", "status": status, "headers": answer})
    await send({"type": "http.response.body", "body": body})


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
