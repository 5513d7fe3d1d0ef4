"""What a load balancer answers by itself: its small pages, fixed responses and redirects.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Response = tuple[int, dict[str, Any], bytes]

_TITLES = {
    301: "301 Moved Permanently",
    302: "302 Found",
    400: "400 Bad Request",
    413: "413 Request Entity Too Large",
    502: "502 Bad Gateway",
    503: "503 Service Temporarily Unavailable",
}


def page(status: int, **headers: str) -> Response:
    """The page with which a load balancer answers this status."""
    title = _TITLES[status]
    lines = (
        "<html>",
        f"<head><title>{title}</title></head>",
        "<body>",
        f"<center><h1>{title}</h1></center>",
        "</body>",
        "</html>",
        "",
    )
    return status, {"Content-Type": "text/html", **headers}, "\r\n".join(lines).encode()


def fixed(config: Mapping[str, str]) -> Response:
    """The answer of a fixed-response action."""
    kind = config.get("ContentType") or "text/plain"
    body = (config.get("MessageBody") or "").encode()
    return int(config.get("StatusCode") or 200), {"Content-Type": f"{kind}; charset=utf-8"}, body


def redirect(config: Mapping[str, str], headers: Mapping[str, str], path: str, query: str) -> Response:
    """The answer of a redirect action; what its settings leave out is taken from the request."""
    known = {
        "#{protocol}": headers.get("x-forwarded-proto", "http"),
        "#{host}": headers.get("host", "").partition(":")[0],
        "#{port}": headers.get("x-forwarded-port", "80"),
        "#{path}": path.removeprefix("/"),
        "#{query}": query,
    }

    def filled(field: str, usual: str) -> str:
        text = config.get(field) or usual
        for name, value in known.items():
            text = text.replace(name, value)
        return text

    protocol, host, port = (
        filled("Protocol", "#{protocol}").lower(),
        filled("Host", "#{host}"),
        filled("Port", "#{port}"),
    )
    place, asked = filled("Path", "/#{path}"), filled("Query", "#{query}")
    location = f"{protocol}://{host}:{port}{place}" + (f"?{asked}" if asked else "")
    return page(int(str(config.get("StatusCode", "HTTP_302")).removeprefix("HTTP_")), Location=location)
