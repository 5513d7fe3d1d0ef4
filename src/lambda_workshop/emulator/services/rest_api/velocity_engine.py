"""The Velocity Template Language itself: airspeed, with Java's methods, API Gateway's `$util` and its limits.

https://velocity.apache.org/engine/devel/vtl-reference.html
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from airspeed import operators

from lambda_workshop.aws.facts import api_gateway
from lambda_workshop.emulator.services.rest_api.velocity_values import (
    STRING_METHODS,
    VelocityList,
    velocity,
)

LOOPS = api_gateway.TEMPLATE_LOOPS.value
"""How often one `#foreach` goes round at most."""

operators.__additional_methods__[str].update(STRING_METHODS)


class LimitError(Exception):
    """The template goes beyond what API Gateway allows."""


def merge(template: str, namespace: Mapping[str, Any]) -> str:
    """The template's text, filled in. Raises airspeed's errors, LimitError, and whatever the template computes."""
    compiled = operators.Template(template)
    compiled.ensure_compiled()
    _bound(compiled.root_element)
    return str(compiled.merge(namespace))


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


class _Bounded:
    """The values that a `#foreach` goes through: as many as AWS allows."""

    def __init__(self, values: Any) -> None:
        self._values = values

    def calculate(self, namespace: Any, loader: Any) -> Any:
        values = self._values.calculate(namespace, loader)
        if hasattr(values, "keys"):
            values = VelocityList(values.values())
        if hasattr(values, "__len__") and len(values) > LOOPS:
            raise LimitError(f"#foreach goes round more than {LOOPS} times")
        return values


def _bound(root: Any) -> None:
    """Limit the template's loops, and refuse names that lead into Python rather than into the request."""
    for element in list(_elements(root)):
        if isinstance(element, operators.ForeachDirective):
            element.value = _Bounded(element.value)
        elif isinstance(element, operators.NameOrCall) and element.name.startswith("_"):
            raise LimitError(f"Unknown name {element.name}")


def _elements(element: Any) -> Iterator[Any]:
    if isinstance(element, operators._Element):
        yield element
        for value in list(vars(element).values()):
            yield from _elements(value)
    elif isinstance(element, list | tuple):
        for value in element:
            yield from _elements(value)
    elif isinstance(element, dict):
        for key, value in element.items():
            yield from _elements(key)
            yield from _elements(value)
