"""Parameter mappings: where the value of a header of the integration's request or of the answer comes from.

https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from lambda_workshop.emulator.services.rest_api.json_path import JsonPathError, find
from lambda_workshop.emulator.services.rest_api.templates import Parameters


def value_of(
    source: str, parameters: Parameters, body: str, context: Mapping[str, Any], variables: Mapping[str, str]
) -> str | None:
    """The value that a mapping's source names; None when the request or the answer has no such.

    `body` is what `method.request.body` or `integration.response.body` stands for.
    """
    if len(source) >= 2 and source[0] == source[-1] == "'":
        return source[1:-1]
    root, _dot, rest = source.partition(".")
    if root == "stageVariables":
        return variables.get(rest)
    if root == "context":
        return _walk(context, rest)
    if root not in ("method", "integration"):
        return None
    _direction, _dot, rest = rest.partition(".")
    place, _dot, name = rest.partition(".")
    if place == "body":
        return _in_body(body, name)
    if place in ("querystring", "multivaluequerystring"):
        return parameters.querystring.get(name)
    if place in ("header", "multivalueheader"):
        return next((value for key, value in parameters.header.items() if key.lower() == name.lower()), None)
    return parameters.path.get(name) if place == "path" else None


def _walk(value: Any, path: str) -> str | None:
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return None if value is None else str(value)


def _in_body(body: str, path: str) -> str | None:
    if not path:
        return body
    try:
        value = find(json.loads(body), path if path.startswith("$") else f"$.{path}")
    except (JsonPathError, ValueError):
        return None
    return value if value is None or isinstance(value, str) else json.dumps(value, separators=(",", ":"))
