"""Requests as no SDK writes them, signed all the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest

if TYPE_CHECKING:
    from localstack_client.session import Session


def signed(
    session: Session, service: str, method: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The headers with which the session's credentials sign this request; `service` as in a credential's scope."""
    request = AWSRequest(method, url, {"Host": urlsplit(url).netloc, **(headers or {})}, body)
    kind = S3SigV4Auth if service == "s3" else SigV4Auth
    kind(session.get_credentials(), service, "us-east-1").add_auth(request)
    return dict(request.headers.items())
