"""What a signature says of the body, and whether the body is so: its hash, a chain of signed chunks, or nothing.

https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
"""

from __future__ import annotations

import hashlib
import hmac
import re

from lambda_workshop.emulator.gateway.signatures import Sent, Signature, Unauthentic, key_of, scope

UNSIGNED = "UNSIGNED-PAYLOAD"
CHUNKS = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
CHUNKS_AND_TRAILER = f"{CHUNKS}-TRAILER"
_UNVERIFIED = frozenset({UNSIGNED, "STREAMING-UNSIGNED-PAYLOAD-TRAILER"})
_HEX = re.compile(r"^[0-9a-f]{64}$")
_EMPTY = hashlib.sha256(b"").hexdigest()
_HEADER_LIMIT = 16_384
"""Bytes of one chunk's header line, or of the trailer."""
_BROKEN = "The body's chunks are not as their signatures say."


def declared(sent: Sent, signature: Signature) -> str:
    """What the request says of its body; an empty string when it says nothing, and signs the body's hash unsaid."""
    if signature.version == 2:
        return UNSIGNED
    said = sent.header("x-amz-content-sha256") or sent.parameter("X-Amz-Content-Sha256")
    if not said:
        return UNSIGNED if signature.in_address and signature.service == "s3" else ""
    if said in _UNVERIFIED or said in (CHUNKS, CHUNKS_AND_TRAILER) or _HEX.match(said):
        return said
    message = f"x-amz-content-sha256 must be {UNSIGNED}, a STREAMING- form with {CHUNKS}, or a valid sha256 value."
    raise Unauthentic("InvalidRequest", message, 400)


def check_body(said: str, body: bytes, signature: Signature, secret: str) -> None:
    """Raise Unauthentic unless the body is what the request says of it."""
    if said in (CHUNKS, CHUNKS_AND_TRAILER):
        _check_chunks(body, signature, secret, trailer=said == CHUNKS_AND_TRAILER)
    elif _HEX.match(said) and hashlib.sha256(body).hexdigest() != said:
        message = "The provided 'x-amz-content-sha256' header does not match what was computed."
        raise Unauthentic("XAmzContentSHA256Mismatch", message, 400)


def _check_chunks(body: bytes, signature: Signature, secret: str, *, trailer: bool) -> None:
    key, previous, position, view = key_of(signature, secret), signature.value, 0, memoryview(body)

    def sign(kind: str, *parts: str) -> str:
        text = "\n".join((f"AWS4-HMAC-SHA256-{kind}", signature.date, scope(signature), previous, *parts))
        return hmac.digest(key, text.encode(), "sha256").hex()

    def require(expected: str, found: bytes) -> str:
        if not hmac.compare_digest(expected.encode(), found):
            raise Unauthentic("SignatureDoesNotMatch", _BROKEN)
        return expected

    while True:
        end = body.find(b"\r\n", position, position + _HEADER_LIMIT)
        size, _, found = body[position:end].partition(b";chunk-signature=")
        if end < 0 or not re.fullmatch(rb"[0-9a-fA-F]{1,16}", size):
            raise Unauthentic("IncompleteBody", _BROKEN, 400)
        position, length = end + 2, int(size, 16)
        data = view[position : position + length]
        previous = require(sign("PAYLOAD", _EMPTY, hashlib.sha256(data).hexdigest()), found)
        position += length
        if length == 0:
            break
        if body[position : position + 2] != b"\r\n":
            raise Unauthentic("IncompleteBody", _BROKEN, 400)
        position += 2
    if trailer:
        lines = [line for line in body[position : position + _HEADER_LIMIT].split(b"\r\n") if line]
        pairs = [line.partition(b":")[::2] for line in lines]
        told = b"".join(
            n.strip().lower() + b":" + v.strip() + b"\n" for n, v in pairs if n != b"x-amz-trailer-signature"
        )
        found = next((value.strip() for name, value in pairs if name == b"x-amz-trailer-signature"), b"")
        require(sign("TRAILER", hashlib.sha256(told).hexdigest()), found)
