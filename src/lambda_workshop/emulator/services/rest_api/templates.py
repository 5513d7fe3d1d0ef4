"""Mapping templates: the Velocity Template Language with `$input`, `$context`, `$stageVariables` and `$util`.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
The language itself is airspeed's; what stands here is what API Gateway adds to it, and its limits.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lambda_workshop.aws.facts import api_gateway
from lambda_workshop.emulator.services.rest_api.json_path import JsonPathError, find
from lambda_workshop.emulator.services.rest_api.velocity_values import plain, velocity

TEMPLATE_BYTES = api_gateway.TEMPLATE.value
"""The largest template."""


class TemplateError(Exception):
    """The template cannot be rendered; the client learns only of an internal server error."""


@dataclass(frozen=True)
class Parameters:
    """What `$input.params()` gives: the request's path, query string and header parameters."""

    path: Mapping[str, str] = field(default_factory=dict)
    querystring: Mapping[str, str] = field(default_factory=dict)
    header: Mapping[str, str] = field(default_factory=dict)

    def find(self, name: str) -> str:
        """The value by this name: a path parameter's before a query string's before a header's; empty when absent."""
        for values in (self.path, self.querystring):
            if values.get(name):
                return values[name]
        return next((value for key, value in self.header.items() if key.lower() == name.lower()), "")


class Input:
    """`$input`: the body as text, as JSON and by JSONPath, and the parameters."""

    def __init__(self, body: str, parameters: Parameters) -> None:
        self.body = body or "{}"
        self._sent = body
        self._parameters = parameters

    def path(self, expression: str) -> Any:
        """What the expression leads to, as an object that the template can walk through."""
        return velocity(self._find(expression))

    def json(self, expression: str) -> str:
        """What the expression leads to, as JSON."""
        value = self._find(expression)
        return '""' if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def params(self, name: str | None = None) -> Any:
        """All parameters as a map of three maps, or the one of this name."""
        given = self._parameters
        if name is None:
            return velocity({"path": given.path, "querystring": given.querystring, "header": given.header})
        return given.find(str(name))

    def _find(self, expression: str) -> Any:
        try:
            return find(json.loads(self._sent), str(expression))
        except JsonPathError as error:
            raise TemplateError(str(error)) from error
        except ValueError:
            return None


@dataclass(frozen=True)
class Rendered:
    """The text, and what the template set in `$context.requestOverride` and `$context.responseOverride`."""

    text: str
    request_override: Mapping[str, Any]
    response_override: Mapping[str, Any]


def render(
    template: str, body: str, parameters: Parameters, context: Mapping[str, Any], variables: Mapping[str, str]
) -> Rendered:
    """Render the template. Raises TemplateError when that is not possible."""
    # Here, not above: most APIs have no templates, and the server starts without the language.
    from lambda_workshop.emulator.services.rest_api import velocity_engine

    overrides: dict[str, Any] = {
        "requestOverride": {"header": {}, "path": {}, "querystring": {}},
        "responseOverride": {"header": {}},
    }
    known = velocity({**plain(context), **overrides})
    namespace = {
        "input": Input(body, parameters),
        "util": velocity_engine.Util(),
        "context": known,
        "stageVariables": velocity(variables),
    }
    try:
        if len(template.encode()) > TEMPLATE_BYTES:
            raise TemplateError("The template is larger than 300 KB.")
        text = velocity_engine.merge(template, namespace)
    except TemplateError:
        raise
    # A template's author can bring about any exception by what the template computes.
    except Exception as error:
        raise TemplateError(str(error)) from error
    return Rendered(text, plain(known["requestOverride"]), plain(known["responseOverride"]))
