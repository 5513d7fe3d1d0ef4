"""What of a viewer's request goes on to the origin.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-how-origin-request-policies-and-cache-policies-work-together.html
"""

from __future__ import annotations

import re
import secrets
from dataclasses import replace

from lambda_workshop.aws.edge.header_rules import forbidden
from lambda_workshop.aws.edge.headers import Headers
from lambda_workshop.simulators.edge.cache import encodings
from lambda_workshop.simulators.edge.distribution import Behaviour, Origin
from lambda_workshop.simulators.edge.messages import Request

_ALWAYS = frozenset({"cache-control", "content-type", "content-encoding", "content-language", "date", "pragma"})
_OWN = frozenset({"accept-encoding", "content-length", "cookie", "host", "user-agent", "via", "x-forwarded-for"})
"""Headers that have rules of their own, or that CloudFront writes anew."""
_CONDITIONAL = frozenset({"if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "range"})
_TRANSIENT = frozenset(
    {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}
)


def with_cloudfront_headers(behaviour: Behaviour, request: Request) -> Request:
    """The request with the CloudFront-* headers that the behaviour's policies ask for; what the viewer sent under
    these names is overwritten."""
    agent = request.headers.get("user-agent").lower()
    tablet = "ipad" in agent or "tablet" in agent
    mobile = bool(re.search(r"iphone|android.*mobile|mobile.*safari", agent)) and not tablet
    made = {
        "CloudFront-Viewer-Country": request.country,
        "CloudFront-Forwarded-Proto": request.scheme,
        "CloudFront-Is-Mobile-Viewer": str(mobile).lower(),
        "CloudFront-Is-Tablet-Viewer": str(tablet).lower(),
        "CloudFront-Is-SmartTV-Viewer": str("smarttv" in agent or "smart-tv" in agent).lower(),
    }
    made["CloudFront-Is-Desktop-Viewer"] = str("true" not in list(made.values())[2:]).lower()
    wanted = behaviour.cache.chosen.added | behaviour.forwarded.added
    headers = request.headers
    for name, value in made.items():
        if name.lower() in wanted:
            headers = headers.with_(name, value)
    return replace(request, headers=headers)


def to_origin(behaviour: Behaviour, origin: Origin, request: Request) -> Request:
    """The request as CloudFront would send it, before the origin-request function sees it."""
    cached, more = behaviour.cache.chosen, behaviour.forwarded

    def goes(name: str) -> bool:
        return cached.headers.takes(name) or more.headers.takes(name)

    came = request.headers.get("x-forwarded-for")
    pairs: list[tuple[str, str]] = [
        ("X-Forwarded-For", f"{came}, {request.client_ip}" if came else request.client_ip),
        ("User-Agent", request.headers.get("user-agent") if goes("user-agent") else "Amazon CloudFront"),
        ("Via", f"2.0 {secrets.token_hex(16)}.cloudfront.net (CloudFront)"),
        ("Host", request.headers.get("host") if goes("host") else origin.domain),
    ]
    if behaviour.cache.compressed and (asked := encodings(request)):
        pairs.append(("Accept-Encoding", ",".join(asked)))
    for name, value in request.headers:
        lower = name.lower()
        own = lower in _OWN or lower in _CONDITIONAL or lower in _TRANSIENT or forbidden(lower)
        made = lower in cached.added | more.added
        if not own and (goes(lower) or lower in _ALWAYS or made):
            pairs.append((name, value))
    cookies = [
        f"{name}={value}" for name, value in request.cookies if cached.cookies.takes(name) or more.cookies.takes(name)
    ]
    if cookies:
        pairs.append(("Cookie", "; ".join(cookies)))
    if request.body:
        pairs.append(("Content-Length", str(len(request.body))))
    query = "&".join(
        part for name, part in request.parameters if cached.parameters.takes(name) or more.parameters.takes(name)
    )
    return replace(request, headers=Headers(tuple(pairs)), querystring=query)
