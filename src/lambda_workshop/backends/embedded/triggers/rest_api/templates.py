"""Mapping templates: the Velocity Template Language with `$input`, `$context`, `$stageVariables` and `$util`.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
The language itself is airspeed's; what stands here is what API Gateway adds to it, and its limits.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from airspeed import operators

from lambda_workshop.backends.embedded.triggers.rest_api.json_path import JsonPathError, find
from lambda_workshop.backends.embedded.triggers.rest_api.velocity_values import (
    STRING_METHODS,
    VelocityList,
    VelocityMap,
    plain,
    velocity,
)

TEMPLATE_BYTES = 300 * 1024
"""The largest template. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html"""
LOOPS = 1000
"""How often one `#foreach` goes round at most.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
"""

operators.__additional_methods__[str].update(STRING_METHODS)


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


class Util:
    """`$util`: escaping, and JSON, base64 and URL encoding both ways."""

    def escapeJavaScript(self, value: Any) -> str:
        """The text with what a JavaScript string cannot hold escaped; its single quotes too, as in Java."""
        text = json.dumps(operators.value_to_string(value))[1:-1]
        return text.replace("'", "\\'").replace("/", "\\/")

    def parseJson(self, text: str) -> Any:
        """The JSON text as an object."""
        return velocity(json.loads(text))

    def urlEncode(self, text: Any) -> str:
        """The text as a form's value."""
        return quote_plus(str(text))

    def urlDecode(self, text: str) -> str:
        """The text of a form's value."""
        return unquote_plus(str(text))

    def base64Encode(self, text: Any) -> str:
        """The text's UTF-8 bytes in base64."""
        return base64.b64encode(operators.value_to_string(text).encode()).decode()

    def base64Decode(self, text: str) -> str:
        """The text that these base64 bytes are."""
        return base64.b64decode(text).decode("utf-8", "replace")


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
    overrides: dict[str, Any] = {
        "requestOverride": {"header": {}, "path": {}, "querystring": {}},
        "responseOverride": {"header": {}},
    }
    known = velocity({**plain(context), **overrides})
    namespace = {
        "input": Input(body, parameters),
        "util": Util(),
        "context": known,
        "stageVariables": velocity(variables),
    }
    try:
        if len(template.encode()) > TEMPLATE_BYTES:
            raise TemplateError("The template is larger than 300 KB.")
        compiled = operators.Template(template)
        compiled.ensure_compiled()
        _bound(compiled.root_element)
        text = compiled.merge(namespace)
    except TemplateError:
        raise
    # A template's author can bring about any exception by what the template computes.
    except Exception as error:
        raise TemplateError(str(error)) from error
    return Rendered(str(text), plain(known["requestOverride"]), plain(known["responseOverride"]))


_PRIVATE = re.compile(r"^_")


class _Bounded:
    """The values that a `#foreach` goes through: as many as AWS allows."""

    def __init__(self, values: Any) -> None:
        self._values = values

    def calculate(self, namespace: Any, loader: Any) -> Any:
        values = self._values.calculate(namespace, loader)
        if hasattr(values, "keys"):
            values = VelocityList(values.values())
        if hasattr(values, "__len__") and len(values) > LOOPS:
            raise TemplateError(f"#foreach goes round more than {LOOPS} times")
        return values


def _bound(root: Any) -> None:
    """Limit the template's loops, and refuse names that lead into Python rather than into the request."""
    for element in list(_elements(root)):
        if isinstance(element, operators.ForeachDirective):
            element.value = _Bounded(element.value)
        elif isinstance(element, operators.NameOrCall) and _PRIVATE.match(element.name):
            raise TemplateError(f"Unknown name {element.name}")


def _elements(element: Any) -> Iterator[Any]:
    if isinstance(element, operators._Element):
        yield element
        for value in list(vars(element).values()):
            yield from _elements(value)
    elif isinstance(element, list | tuple):
        for value in element:
            yield from _elements(value)
    elif isinstance(element, dict) and not isinstance(element, VelocityMap):
        for key, value in element.items():
            yield from _elements(key)
            yield from _elements(value)
