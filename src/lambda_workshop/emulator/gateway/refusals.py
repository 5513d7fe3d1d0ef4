"""Errors in the protocol of the service that was asked, so that boto3 and every other SDK read code and message.

https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import unquote
from xml.sax.saxutils import escape

from lambda_workshop.emulator.gateway.asgi import Scope, Send
from lambda_workshop.emulator.gateway.signatures import Unauthentic

_SERVICE = re.compile(r"[Cc]redential=[^/]*/\d*/[^/]*/([a-z0-9-]+)/aws4_request")
_XML = frozenset({"s3", "cloudfront"})
# A character that no XML may have: https://www.w3.org/TR/xml/#charsets
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The same trouble has other names where a service speaks JSON, and in S3.
_IN_JSON = {
    "IncompleteSignature": "IncompleteSignatureException",
    "InvalidClientTokenId": "UnrecognizedClientException",
    "MissingAuthenticationToken": "MissingAuthenticationTokenException",
    "SignatureDoesNotMatch": "InvalidSignatureException",
}
_IN_S3 = {
    "IncompleteSignature": "AuthorizationHeaderMalformed",
    "InvalidClientTokenId": "InvalidAccessKeyId",
    "MissingAuthenticationToken": "AccessDenied",
}
_SECRETS_DIFFER = (
    " (Each backend of this course has a secret of its own: run the notebook's first cell again, and use its session.)"
)

Answer = tuple[int, dict[str, str], bytes]


def service_of(headers: Mapping[str, str], query: str = "") -> str:
    """The service that the request was signed for (`s3`, `monitoring`); empty when it was not signed."""
    authorization = headers.get("authorization", "")
    found = _SERVICE.search(authorization) or _SERVICE.search(unquote(query))
    if not found and (authorization.startswith("AWS ") or "AWSAccessKeyId=" in query):
        return "s3"
    return found[1] if found else ""


def error(status: int, code: str, message: str, headers: Mapping[str, str], *, service: str = "") -> Answer:
    """An error that an SDK reads, in the protocol of the request with these headers (lower-case names)."""
    asked, kind = service or service_of(headers), headers.get("content-type", "")
    if headers.get("smithy-protocol") == "rpc-v2-cbor":
        body = b"\xa2" + b"".join(map(_cbor, ("__type", code, "message", message)))
        return status, {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}, body
    told = f"<Code>{escape(code)}</Code><Message>{escape(_NOT_XML.sub('?', message))}</Message>"
    if asked in _XML:
        return status, {"Content-Type": "application/xml"}, f"<Error>{told}</Error>".encode()
    if "x-amz-target" not in headers and kind.startswith("application/x-www-form-urlencoded"):
        text = f"<ErrorResponse><Error><Type>Sender</Type>{told}</Error></ErrorResponse>"
        return status, {"Content-Type": "text/xml"}, text.encode()
    answer = json.dumps({"__type": code, "message": message}).encode()
    return status, {"Content-Type": "application/x-amz-json-1.1", "x-amzn-errortype": code}, answer


async def in_the_services_words(send: Send, scope: Scope, trouble: Unauthentic) -> None:
    """Answer that a request is not from whom it says, as the service that was asked says it."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    service = service_of(headers, scope.get("query_string", b"").decode("latin-1"))
    form = headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    names = _IN_S3 if service in _XML else {} if form else _IN_JSON
    message = trouble.message + (_SECRETS_DIFFER if trouble.code == "SignatureDoesNotMatch" else "")
    code = names.get(trouble.code, trouble.code)
    status, own, body = error(trouble.status, code, message, headers, service=service)
    own["Content-Length"] = str(len(body))
    answer = [(name.lower().encode(), value.encode()) for name, value in own.items()]
    await send({"type": "http.response.start", "status": status, "headers": answer})
    await send({"type": "http.response.body", "body": b"" if scope.get("method") == "HEAD" else body})


def _cbor(text: str) -> bytes:
    """A text string of CBOR: https://www.rfc-editor.org/rfc/rfc8949#section-3.1"""
    data = text.encode("utf-8", "replace")
    return b"\x7a" + len(data).to_bytes(4, "big") + data
