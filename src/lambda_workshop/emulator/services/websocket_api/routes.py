"""Which route a message takes.

https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-routes.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-selection-expressions.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

DEFAULT = "$default"
LIFECYCLE = ("$connect", "$disconnect")
_VARIABLE = re.compile(r"\\\$|\$\{request\.body\.(?P<braced>[^}]+)\}|\$request\.body\.(?P<plain>[A-Za-z0-9_.-]+)")


def selected(expression: str, body: str) -> str:
    """The route key that the expression makes of a message; `$default` for one that is no JSON or lacks the field."""
    try:
        content = json.loads(body)
    except ValueError:
        return DEFAULT
    missing = False

    def replace(found: re.Match[str]) -> str:
        nonlocal missing
        path = found["braced"] or found["plain"]
        if path is None:
            return "$"
        value = _at(content, path.split("."))
        if value is None:
            missing = True
            return ""
        return value if isinstance(value, str) else json.dumps(value)

    key = _VARIABLE.sub(replace, expression)
    return DEFAULT if missing or key in LIFECYCLE else key


def _at(content: Any, path: Iterable[str]) -> Any:
    """The value under this path; None when there is none."""
    for step in path:
        if not isinstance(content, dict) or step not in content:
            return None
        content = content[step]
    return content


def lifecycle_route(routes: Iterable[dict[str, Any]], key: str) -> dict[str, Any] | None:
    """The route for $connect or $disconnect: never $default."""
    return next((route for route in routes if route.get("routeKey") == key), None)


def message_route(routes: Iterable[dict[str, Any]], key: str) -> dict[str, Any] | None:
    """The message's own route, else $default, else None."""
    known = list(routes)
    return lifecycle_route(known, key) or lifecycle_route(known, DEFAULT)
