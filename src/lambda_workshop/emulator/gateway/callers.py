"""Who sends a request: found by its signature, and known from then on until it is answered.

An access key of twelve digits is an account's: its secret is derived from the backend's own, which only the state
file and the backend know. Every other key is one that the backend has issued: a function's, an assumed role's, an
identity's, a user's.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import re
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field

from lambda_workshop.emulator.fallback import asgi, keys
from lambda_workshop.emulator.gateway import bodies, payloads, signatures
from lambda_workshop.emulator.gateway.asgi import Receive, Scope
from lambda_workshop.emulator.gateway.signatures import Sent, Signature, Unauthentic
from lambda_workshop.emulator.host.access import secret_key

_ACCOUNT = re.compile(r"^\d{12}$", re.ASCII)
_LARGE = 1024 * 1024
"""Bytes from which a body is hashed beside the event loop."""


@dataclass(frozen=True)
class Key:
    """An access key and whose it is."""

    access_key: str
    secret: str = field(repr=False)
    account: str


caller: ContextVar[Key | None] = ContextVar("caller", default=None)
"""Whose signature the request that is being answered has; None where it needs none."""


at_owned_address: ContextVar[bool] = ContextVar("at_owned_address", default=False)
"""Whether the request is handled for the account of an API, a load balancer or a distribution."""


def is_signed(*_arguments: object) -> bool:
    """Whether the request that is being answered has a signature, and a right one.

    Replaces `lambda_svc._function_url_is_signed` too, which asks only for the form of one.
    """
    return caller.get() is not None


class Callers:
    """Judges signatures. `secret` is the backend's."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    async def identify(self, sent: Sent, receive: Receive, limit: int) -> Receive:
        """Note who sent the request in `caller`; returns what gives its body to whoever asks.

        The body has `limit` bytes at most. Raises Unauthentic and TooLarge.
        """
        signature = signatures.read(sent)
        if signature is None:
            raise Unauthentic("MissingAuthenticationToken", "Missing Authentication Token")
        key = self._key(signature)
        said = payloads.declared(sent, signature)
        if said:
            # Before the body: a stranger's is not even read.
            signatures.check(sent, signature, key.secret, said)
        body = await bodies.read(receive, limit)
        if len(body) > _LARGE:
            await asyncio.to_thread(_check, sent, signature, key, said, body)
        else:
            _check(sent, signature, key, said, body)
        caller.set(key)
        return bodies.replay(body, receive)

    async def look(self, sent: Sent, receive: Receive, limit: int) -> Receive:
        """The same where a signature may be wrong or missing, as on the address of an API: `caller` stays None then.

        What needs a signature asks `is_signed`. Raises TooLarge.
        """
        if not ("Signature=" in sent.query or sent.headers.get("authorization", ("",))[0].startswith("AWS4-")):
            return receive
        body = await bodies.read(receive, limit)
        with contextlib.suppress(Unauthentic):
            await self.identify(sent, bodies.replay(body, receive), limit)
        return bodies.replay(body, receive)

    def _key(self, signature: Signature) -> Key:
        if _ACCOUNT.match(signature.access_key):
            account = signature.access_key
            return Key(account, secret_key(self._secret, account), account)
        found = keys.issued(signature.access_key)
        if found is None or not hmac.compare_digest(found.token.encode(), signature.token.encode()):
            raise Unauthentic("InvalidClientTokenId", "The security token included in the request is invalid.")
        return Key(signature.access_key, found.secret, found.account)


def account_of_caller(original: Callable[[str], None]) -> Callable[[str], None]:
    """Replace `ministack.app.set_request_account_id`: the account is the signature's, whatever an address says.

    On the address of an API it is the API's, whoever calls.
    """

    def set_account(access_key: str) -> None:
        known = caller.get()
        if not at_owned_address.get():
            original(known.account if known else access_key)

    return set_account


def verified_before(*_arguments: object) -> None:
    """Replace `s3._verify_presigned_sigv4`: nothing is wrong with a signature that the guard has let through."""


def sent_of(scope: Scope) -> Sent:
    """The request of an ASGI scope as its client wrote it."""
    headers: dict[str, tuple[str, ...]] = {}
    for name, value in scope.get("headers", ()):
        text = name.decode("latin-1").lower()
        headers[text] = (*headers.get(text, ()), value.decode("utf-8", "surrogateescape"))
    target = (scope.get("raw_path") or scope["path"].encode()).decode("utf-8", "surrogateescape")
    query = scope.get("query_string", b"").decode("utf-8", "surrogateescape")
    bucket = ""
    if "AWSAccessKeyId=" in query or headers.get("authorization", ("",))[0].startswith("AWS "):
        bucket = asgi.bucket_in(",".join(headers.get("host", ())))
    return Sent(scope.get("method", "GET"), target, query, headers, bucket)


def _check(sent: Sent, signature: Signature, key: Key, said: str, body: bytes) -> None:
    if said:
        payloads.check_body(said, body, signature, key.secret)
    else:
        signatures.check(sent, signature, key.secret, hashlib.sha256(body).hexdigest())
