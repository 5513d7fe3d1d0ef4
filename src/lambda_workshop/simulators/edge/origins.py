"""Getting a response from an origin: a bucket, a server, or an API, load balancer or function of the backend.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorS3Origin.html
"""

from __future__ import annotations

import http.client
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from email.utils import format_datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from botocore.exceptions import ClientError

from lambda_workshop.aws.edge.headers import Headers
from lambda_workshop.simulators.edge.bucket_access import allowed, document
from lambda_workshop.simulators.edge.distribution import Distribution, Origin, bucket_of
from lambda_workshop.simulators.edge.messages import Request, Response
from lambda_workshop.simulators.edge.pages import Failed, Fault

_AWS = re.compile(r"(?:^|\.)(?:amazonaws\.com|on\.aws)$")
_API = re.compile(r"(?P<id>[a-z0-9]+)\.(?P<kind>execute-api|lambda-url)\.")
_OWN = frozenset({"connection", "keep-alive", "content-length", "transfer-encoding", "host"})
"""Headers that belong to the one connection, or that the client writes itself."""
_NO_ANSWER = (
    "CloudFront attempted to establish a connection with the origin, but either the attempt failed or the origin "
    "closed the connection."
)
_FIELDS = {
    "Cache-Control": "CacheControl",
    "Content-Encoding": "ContentEncoding",
    "Content-Disposition": "ContentDisposition",
    "Content-Language": "ContentLanguage",
}
"""Headers of an object by boto3's names."""


@dataclass(frozen=True)
class Asked:
    """What an origin was asked: where, for what, with which headers."""

    origin: str
    method: str
    path: str
    headers: Headers


class Origins:
    """Asks origins.

    Args:
        client: gives boto3 clients by name.
    """

    def __init__(self, client: Callable[[str], Any]) -> None:
        self._client = client

    def ask(self, distribution: Distribution, origin: Origin, request: Request) -> tuple[Asked, Response]:
        """What was asked, and the origin's response, whatever its status.

        Raises:
            Failed: no response came: 502 or 504, as CloudFront tells its viewers.
        """
        headers = request.headers
        for name, value in origin.headers:
            headers = headers.with_(name, value)
        path = f"{origin.path}{request.uri}" + (f"?{request.querystring}" if request.querystring else "")
        asked = Asked(origin.domain, request.method, path, headers)
        if origin.bucket:
            return asked, self._bucket(distribution, origin, asked)
        return asked, self._server(origin, asked, request)

    def _bucket(self, distribution: Distribution, origin: Origin, asked: Asked) -> Response:
        # S3 reads from the Host header which bucket is meant.
        host = asked.headers.get("host", origin.domain)
        bucket = bucket_of(host)[0] or host
        s3, key = self._client("s3"), unquote(urlsplit(asked.path).path).removeprefix("/")
        try:
            policy = document(s3, bucket)
        except ClientError as error:
            return _s3_error(404, str(error.response["Error"]["Code"]), "The specified bucket does not exist")
        if asked.method not in ("GET", "HEAD"):
            return _s3_error(405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
        readable = allowed(policy, distribution, origin, "s3:GetObject", f"arn:aws:s3:::{bucket}/{key}")
        if not readable:
            return _s3_error(403, "AccessDenied", "Access Denied")
        wanted = {"IfNoneMatch": asked.headers.get("if-none-match")} if "if-none-match" in asked.headers else {}
        try:
            found = s3.get_object(Bucket=bucket, Key=key, **wanted) if key else None
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 304:
                return Response(304)
            found = None
        if found is None:
            # Without the right to list the bucket, S3 does not say that a key is not there.
            if allowed(policy, distribution, origin, "s3:ListBucket", f"arn:aws:s3:::{bucket}"):
                return _s3_error(404, "NoSuchKey", "The specified key does not exist.")
            return _s3_error(403, "AccessDenied", "Access Denied")
        return Response(200, _object_headers(found), found["Body"].read(), "OK")

    def _server(self, origin: Origin, asked: Asked, request: Request) -> Response:
        host, path = asked.headers.get("host", origin.domain), asked.path
        if api := _API.match(origin.domain):
            if host != origin.domain:
                # An API knows itself by its own name only: the viewer's Host must not come here.
                headers = Headers.of({"Content-Type": "application/json", "x-amzn-ErrorType": "ForbiddenException"})
                return Response(403, headers, b'{"message":"Forbidden"}', "Forbidden")
            # The backends serve APIs under a path, which needs no DNS.
            path = f"/_aws/{api['kind']}/{api['id']}{path}"
        connection = self._connection(origin, request.scheme)
        try:
            connection.putrequest(asked.method, path, skip_host=True, skip_accept_encoding=True)
            connection.putheader("Host", f"{connection.host}:{connection.port}" if api else host)
            for name, value in asked.headers:
                if name.lower() not in _OWN:
                    connection.putheader(name, value)
            if request.body or asked.method in ("POST", "PUT", "PATCH"):
                connection.putheader("Content-Length", str(len(request.body)))
            connection.endheaders(request.body or None)
            answer = connection.getresponse()
            body = answer.read()
        except TimeoutError:
            raise Failed(Fault(504, "Error", _NO_ANSWER)) from None
        except (OSError, http.client.HTTPException, ValueError):
            raise Failed(Fault(502, "Error", "CloudFront wasn't able to connect to the origin.")) from None
        finally:
            connection.close()
        headers = Headers.of(answer.getheaders()).without("connection", "keep-alive")
        return Response(answer.status, headers, body, answer.reason)

    def _connection(self, origin: Origin, scheme: str) -> http.client.HTTPConnection:
        if _AWS.search(origin.domain):
            # An API, a load balancer or a function's URL: the backend stands for all of AWS.
            place = urlsplit(str(self._client("lambda").meta.endpoint_url))
            return http.client.HTTPConnection(place.hostname or "127.0.0.1", place.port or 80, timeout=origin.timeout)
        protocol = {"https-only": "https", "http-only": "http"}.get(origin.protocol, scheme)
        if protocol == "https":
            return http.client.HTTPSConnection(origin.domain, origin.https_port, timeout=origin.timeout)
        return http.client.HTTPConnection(origin.domain, origin.http_port, timeout=origin.timeout)


def _object_headers(found: dict[str, Any]) -> Headers:
    pairs = [
        ("Content-Type", found.get("ContentType", "binary/octet-stream")),
        ("Content-Length", str(found["ContentLength"])),
        ("ETag", found.get("ETag", "")),
        (
            "Last-Modified",
            format_datetime(found["LastModified"].astimezone(UTC), usegmt=True) if "LastModified" in found else "",
        ),
        ("Accept-Ranges", "bytes"),
        ("Server", "AmazonS3"),
        *((name, str(found.get(field) or "")) for name, field in _FIELDS.items()),
        *((f"x-amz-meta-{name}", value) for name, value in (found.get("Metadata") or {}).items()),
    ]
    return Headers(tuple((name, value) for name, value in pairs if value))


def _s3_error(status: int, code: str, message: str) -> Response:
    page = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return Response(status, Headers.of({"Content-Type": "application/xml", "Server": "AmazonS3"}), page.encode())
