"""The origin that an origin-request function chooses for a request.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html#request-event-fields
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lambda_workshop.aws.edge.header_rules import BLACKLISTED, forbidden
from lambda_workshop.aws.edge.headers import Headers
from lambda_workshop.simulators.edge.distribution import Origin, bucket_of
from lambda_workshop.simulators.edge.events import origin as as_event
from lambda_workshop.simulators.edge.pages import Failed, failed_validation

_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_PROTOCOLS = {"https": "https-only", "http": "http-only"}


def read_origin(before: Origin | None, scheme: str, given: Any, headers: Headers) -> Origin:
    """The origin from which this one request is answered.

    Args:
        before: the origin that the behaviour names.
        scheme: how the viewer came.
        given: the request's `origin`, as the function returned it.
        headers: the request's headers as the function returned them; a header may not be in both places.

    Raises:
        Failed: CloudFront answers 502.
    """
    if before is not None and given == as_event(before, scheme):
        return before
    if not isinstance(given, dict) or len(given) != 1 or next(iter(given)) not in ("custom", "s3"):
        raise _wrong("it must have exactly one of custom and s3")
    kind, fields = next(iter(given.items()))
    if not isinstance(fields, dict):
        raise _wrong(f"{kind} must be an object")
    own = _custom_headers(fields.get("customHeaders", {}), headers)
    domain, path = fields.get("domainName"), fields.get("path", "")
    if not isinstance(domain, str) or not domain or ":" in domain or _ADDRESS.fullmatch(domain) or len(domain) > 253:
        raise _wrong("domainName must be a domain name, with neither a colon nor an address of numbers")
    if not isinstance(path, str) or len(path) > 255 or (path and (not path.startswith("/") or path.endswith("/"))):
        raise _wrong("path must begin with / and not end with it")
    return _s3(before, fields, domain, path, own) if kind == "s3" else _custom(fields, domain, path, own)


def _s3(before: Origin | None, fields: Mapping[str, Any], domain: str, path: str, headers: Headers) -> Origin:
    bucket, region = bucket_of(domain)
    method = fields.get("authMethod", "none")
    if not bucket or method not in ("none", "origin-access-identity"):
        raise _wrong("an s3 origin has a domain of S3, and the authMethod none or origin-access-identity")
    if method == "origin-access-identity" and (before is None or before.signed != "identity"):
        raise _wrong("an origin access identity cannot be used where the behaviour's origin has none")
    # A bucket that the function chooses is asked in the same way as the one that it takes the place of.
    signed = "identity" if method == "origin-access-identity" else ""
    if not signed and before is not None and before.signed == "access-control":
        signed = "access-control"
    identity = before.identity if before is not None else ""
    region = str(fields.get("region") or region)
    return Origin("chosen", domain, path, headers, bucket, region, signed, identity=identity)


def _custom(fields: Mapping[str, Any], domain: str, path: str, headers: Headers) -> Origin:
    port, protocol = fields.get("port"), fields.get("protocol")
    if type(port) is not int or not (port in (80, 443) or 1024 <= port <= 65535):
        raise _wrong("port must be 80, 443 or a number from 1024 to 65535")
    if protocol not in _PROTOCOLS:
        raise _wrong("protocol must be http or https")
    timeout, alive, tls = fields.get("readTimeout"), fields.get("keepaliveTimeout"), fields.get("sslProtocols")
    if type(timeout) is not int or not 1 <= timeout <= 120 or type(alive) is not int or not 1 <= alive <= 120:
        raise _wrong("readTimeout and keepaliveTimeout must be numbers of seconds from 1 to 120")
    if not isinstance(tls, list) or not tls or not set(map(str, tls)) <= {"TLSv1.2", "TLSv1.1", "TLSv1", "SSLv3"}:
        raise _wrong("sslProtocols must be a list of TLSv1.2, TLSv1.1, TLSv1 and SSLv3")
    return Origin(
        "chosen",
        domain,
        path,
        headers,
        protocol=_PROTOCOLS[protocol],
        http_port=port,
        https_port=port,
        timeout=timeout,
        keep_alive=alive,
        tls=tuple(tls),
    )


def _custom_headers(given: Any, headers: Headers) -> Headers:
    try:
        own = Headers.from_event(given)
    except (AttributeError, KeyError, TypeError):
        raise _wrong("customHeaders must have the form of headers") from None
    for name, _ in own:
        if forbidden(name):
            raise failed_validation(BLACKLISTED, f"the header {name}")
        if name in headers:
            raise _wrong(f"the header {name} stands both in headers and in customHeaders")
    return own


def _wrong(why: str) -> Failed:
    return failed_validation(f"The function returned an invalid origin: {why}.")
