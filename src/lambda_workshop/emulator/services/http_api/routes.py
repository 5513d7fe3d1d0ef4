"""Route keys of HTTP APIs: their form, and which route a request reaches.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

DEFAULT = "$default"
METHODS = ("ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
_VARIABLE = re.compile(r"\{([A-Za-z0-9._:-]+)(\+?)\}")
_LITERAL = re.compile(r"[A-Za-z0-9._~!$&'()*,;=:@%+-]+")


def is_route_key(key: str) -> bool:
    """Whether it is `$default`, or a method and a path whose variables are whole parts and, if greedy, the last."""
    if key == DEFAULT:
        return True
    method, space, path = key.partition(" ")
    if not space or method not in METHODS or not path.startswith("/"):
        return False
    parts = path[1:].split("/")
    if parts == [""]:
        return True
    variables = [found for part in parts if (found := _VARIABLE.fullmatch(part))]
    names = [found.group(1) for found in variables]
    if len(set(names)) != len(names):
        return False
    greedy_early = any((found := _VARIABLE.fullmatch(part)) and found.group(2) for part in parts[:-1])
    return not greedy_early and all(_VARIABLE.fullmatch(part) or _LITERAL.fullmatch(part) for part in parts)


def canonical(key: str) -> str:
    """The key without its variables' names: two routes that match the same requests have the same."""
    return re.sub(r"\{[^}+]+(\+?)\}", r"{\1}", key)


def select(
    routes: Iterable[Mapping[str, Any]], method: str, path: str
) -> tuple[Mapping[str, Any], dict[str, str]] | None:
    """The route for this request with its path variables; None when there is none.

    A full match goes before one by a greedy variable, and that before `$default`; among equals literal parts go
    before variables, from the left, and a method before ANY.
    """
    best: tuple[tuple[Any, ...], Mapping[str, Any], dict[str, str]] | None = None
    fallback: Mapping[str, Any] | None = None
    for route in routes:
        key = str(route.get("routeKey"))
        if key == DEFAULT:
            fallback = route
            continue
        verb, _space, template = key.partition(" ")
        if verb not in ("ANY", method) or (found := _match(template, path)) is None:
            continue
        rank = (*_rank(template), verb != "ANY")
        if best is None or rank > best[0]:
            best = (rank, route, found)
    if best is not None:
        return best[1], best[2]
    return None if fallback is None else (fallback, {})


def _match(template: str, path: str) -> dict[str, str] | None:
    parts, given = template.split("/"), path.split("/")
    found: dict[str, str] = {}
    for position, part in enumerate(parts):
        variable = _VARIABLE.fullmatch(part)
        if variable and variable.group(2):
            rest = "/".join(given[position:])
            return {**found, variable.group(1): rest} if rest else None
        if position >= len(given) or (not given[position] if variable else given[position] != part):
            return None
        if variable:
            found[variable.group(1)] = given[position]
    return found if len(parts) == len(given) else None


def _rank(template: str) -> tuple[bool, list[int]]:
    kinds = [
        2 if not (found := _VARIABLE.fullmatch(part)) else 0 if found.group(2) else 1 for part in template.split("/")
    ]
    return 0 not in kinds, kinds
