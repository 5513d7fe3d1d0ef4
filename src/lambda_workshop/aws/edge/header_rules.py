"""Headers that a function must not touch.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
"""

from __future__ import annotations

from lambda_workshop.aws.edge.events import EventType
from lambda_workshop.aws.edge.headers import Headers

_FORBIDDEN = frozenset(
    [
        "connection",
        "expect",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "trailer",
        "upgrade",
        "x-accel-buffering",
        "x-accel-charset",
        "x-accel-limit-rate",
        "x-accel-redirect",
        "x-amzn-auth",
        "x-amzn-cf-billing",
        "x-amzn-cf-id",
        "x-amzn-cf-xff",
        "x-amzn-errortype",
        "x-amzn-fle-profile",
        "x-amzn-header-count",
        "x-amzn-header-order",
        "x-amzn-lambda-integration-tag",
        "x-amzn-requestid",
        "x-cache",
        "x-forwarded-proto",
        "x-real-ip",
    ]
)
BLACKLISTED = "The function tried to add, delete, or change a blacklisted header."
_READ_ONLY_CHANGED = "The function tried to add, delete, or change a read-only header."
_FORBIDDEN_BEGINNINGS = ("x-amz-cf-", "x-edge-")
_READ_ONLY = {
    EventType.VIEWER_REQUEST: frozenset(["cdn-loop", "content-length", "host", "transfer-encoding", "via"]),
    EventType.ORIGIN_REQUEST: frozenset(
        [
            "accept-encoding",
            "cdn-loop",
            "content-length",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "transfer-encoding",
            "via",
        ]
    ),
    EventType.ORIGIN_RESPONSE: frozenset(["transfer-encoding", "via"]),
    EventType.VIEWER_RESPONSE: frozenset(["warning", "via", "content-length", "content-encoding", "transfer-encoding"]),
}


def forbidden(name: str) -> bool:
    """Whether functions neither see this header nor may add it."""
    lower = name.lower()
    return lower in _FORBIDDEN or lower.startswith(_FORBIDDEN_BEGINNINGS)


def read_only(event: EventType, name: str) -> bool:
    """Whether a function may only read this header at this event."""
    return name.lower() in _READ_ONLY[event]


def visible(headers: Headers) -> Headers:
    """The headers that functions get to see."""
    return Headers(tuple(pair for pair in headers if not forbidden(pair[0])))


def hidden(headers: Headers) -> Headers:
    """The headers that functions do not see, and that stay as they are."""
    return Headers(tuple(pair for pair in headers if forbidden(pair[0])))


def problem(event: EventType, before: Headers, after: Headers) -> tuple[str, str]:
    """What CloudFront says of what a function did with the headers, and which header is meant, which CloudFront does
    not say; two empty strings when they are good.

    A response that a function makes itself has nothing before it.
    """
    if name := next((name for name, _ in after if forbidden(name)), ""):
        return BLACKLISTED, name
    # This header is CloudFront's own to add, after the viewer request.
    if event is EventType.VIEWER_REQUEST and after.all("cloudfront-viewer-country") != before.all(
        "cloudfront-viewer-country"
    ):
        return BLACKLISTED, "CloudFront-Viewer-Country"
    names = {name.lower(): name for name, _ in (*before, *after)}
    for lower, name in names.items():
        if read_only(event, lower) and before.all(lower) != after.all(lower):
            return _READ_ONLY_CHANGED, name
    return "", ""
