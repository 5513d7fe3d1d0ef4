"""The conditions of a listener's rules: which are refused, and which requests they match.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RuleCondition.html
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from lambda_workshop.aws import regular, wildcards
from lambda_workshop.aws.facts import load_balancers as facts

Condition = dict[str, Any]
"""One condition, as boto3 takes and gives it."""

CONFIGS = {
    "host-header": "HostHeaderConfig",
    "path-pattern": "PathPatternConfig",
    "http-header": "HttpHeaderConfig",
    "http-request-method": "HttpRequestMethodConfig",
    "query-string": "QueryStringConfig",
    "source-ip": "SourceIpConfig",
}
ONCE = frozenset({"host-header", "path-pattern", "http-request-method", "source-ip"})
FLAT = frozenset({"host-header", "path-pattern"})
REGEX = frozenset({"host-header", "path-pattern", "http-header"})

VALUES_PER_CONDITION = facts.VALUES_PER_CONDITION.value
ADDRESSES_PER_CONDITION = facts.ADDRESSES_PER_CONDITION.value
VALUES_PER_RULE = facts.VALUES_PER_RULE.value
WILDCARDS_PER_RULE = facts.WILDCARDS_PER_RULE.value
LONGEST_VALUE = facts.LONGEST_VALUE.value
LONGEST_METHOD = facts.LONGEST_METHOD.value
LONGEST_HEADER_NAME = facts.LONGEST_HEADER_NAME.value

_HOST = re.compile(r"[A-Za-z0-9.*?-]*\.[A-Za-z0-9*?]+")
_PATH = re.compile(r"[A-Za-z0-9_.$/~\"'@:+&*?-]+")
_METHOD = re.compile(r"[A-Z_-]+")
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")


class Invalid(ValueError):
    """The condition is one that AWS refuses with ValidationError; the message says why."""


@dataclass(frozen=True)
class Request:
    """`path` and `query` are still URL-encoded; header names are in lower case, each with all its values."""

    method: str
    path: str
    query: str
    headers: Mapping[str, tuple[str, ...]]
    source_ip: str

    def parameters(self) -> list[tuple[str | None, str]]:
        """The decoded query parameters; one without an equals sign has no name but a value."""
        found: list[tuple[str | None, str]] = []
        for part in filter(None, self.query.split("&")):
            name, equals, value = part.partition("=")
            found.append((unquote_plus(name), unquote_plus(value)) if equals else (None, unquote_plus(name)))
        return found


def values_of(condition: Condition) -> list[Any]:
    """The values to compare with, in whichever of the two ways they were given."""
    config = condition.get(CONFIGS.get(condition.get("Field", ""), "")) or {}
    return list(config.get("Values") or condition.get("Values") or [])


def regexes_of(condition: Condition) -> list[str]:
    """The regular expressions to compare with."""
    config = condition.get(CONFIGS.get(condition.get("Field", ""), "")) or {}
    return list(config.get("RegexValues") or condition.get("RegexValues") or [])


def check(conditions: Sequence[Condition]) -> None:
    """Raise Invalid unless AWS would take these as the conditions of one rule."""
    fields = [condition["Field"] for condition in conditions]
    if not conditions:
        raise Invalid("A condition must be specified")
    for field in fields:
        if field not in CONFIGS:
            raise Invalid(f"Condition field '{field}' must be one of '[{', '.join(CONFIGS)}]'")
        if field in ONCE and fields.count(field) > 1:
            raise Invalid(f"A rule can only have one '{field}' condition")
    for condition in conditions:
        _check(condition)
    texts = [text for condition in conditions for text in _texts(condition)]
    if len(texts) > VALUES_PER_RULE:
        raise Invalid(f"A rule can only have '{VALUES_PER_RULE}' condition values")
    if sum(text.count("*") + text.count("?") for text in texts if text) > WILDCARDS_PER_RULE:
        raise Invalid(f"A rule can only have '{WILDCARDS_PER_RULE}' condition wildcards")


def _texts(condition: Condition) -> list[str]:
    return [
        f"{value.get('Key', '')}{value.get('Value', '')}" if isinstance(value, dict) else str(value)
        for value in values_of(condition)
    ] + ["" for _regex in regexes_of(condition)]


def _check(condition: Condition) -> None:
    field, values, regexes = condition["Field"], values_of(condition), regexes_of(condition)
    config = CONFIGS[field]
    strange = [other for other in CONFIGS.values() if other in condition and other != config]
    if strange:
        raise Invalid(f"Condition field '{field}' does not support '{strange[0]}'")
    if condition.get("Values") and (field not in FLAT or config in condition):
        raise Invalid(f"A condition value for '{field}' must be given in '{config}' alone")
    if regexes and (field not in REGEX or values):
        raise Invalid(f"A condition on '{field}' can not have these RegexValues")
    if not values and not regexes:
        raise Invalid("A condition value must be specified")
    limit = ADDRESSES_PER_CONDITION if field == "source-ip" else VALUES_PER_CONDITION
    if len(values) + len(regexes) > limit:
        raise Invalid(f"A '{field}' condition can only have '{limit}' values")
    for regex in regexes:
        _check_regex(regex)
    if field == "http-header":
        _check_header_name(str((condition.get(config) or {}).get("HttpHeaderName") or ""))
    for value in values:
        _CHECKS[field](value)


def _check_regex(regex: str) -> None:
    if not 0 < len(regex) <= LONGEST_VALUE:
        raise Invalid(f"A regular expression must have 1 to {LONGEST_VALUE} characters")
    try:
        regular.compiled(regex)
    except regular.BadRegex as error:
        raise Invalid(f"The regular expression '{regex}' is not valid: {error}") from error


def _check_header_name(name: str) -> None:
    if not _HEADER_NAME.fullmatch(name) or len(name) > LONGEST_HEADER_NAME:
        raise Invalid(f"The HTTP header name '{name}' is not valid")
    if name.lower() == "host":
        raise Invalid("Use a 'host-header' condition for the host header")


def _check_length(value: str, longest: int = LONGEST_VALUE) -> None:
    if not value:
        raise Invalid("A condition value cannot be empty")
    if len(value) > longest:
        raise Invalid(f"Condition value '{value}' contains more than '{longest}' characters")


def _check_host(value: str) -> None:
    _check_length(value)
    if not _HOST.fullmatch(value):
        raise Invalid(f"Condition value '{value}' is not a valid host name")


def _check_path(value: str) -> None:
    _check_length(value)
    if not _PATH.fullmatch(value):
        raise Invalid(f"Condition value '{value}' contains a character that is not valid")


def _check_method(value: str) -> None:
    _check_length(value, LONGEST_METHOD)
    if not _METHOD.fullmatch(value):
        raise Invalid(f"Condition value '{value}' is not a valid HTTP method")


def _check_parameter(pair: dict[str, str]) -> None:
    if not pair.get("Value"):
        raise Invalid("A query string condition must have a value")
    for text in pair.values():
        _check_length(text)


def _check_address(value: str) -> None:
    try:
        ipaddress.ip_network(value)
    except ValueError as error:
        raise Invalid(f"The CIDR '{value}' is not valid") from error
    if "/" not in value:
        raise Invalid(f"The CIDR '{value}' is not valid")
    if value == "255.255.255.255/32":
        raise Invalid(f"The CIDR '{value}' is not allowed")


_CHECKS: dict[str, Callable[[Any], None]] = {
    "host-header": _check_host,
    "path-pattern": _check_path,
    "http-header": _check_length,
    "http-request-method": _check_method,
    "query-string": _check_parameter,
    "source-ip": _check_address,
}


def _like(pattern: str, text: str, *, ignore_case: bool = True) -> bool:
    """`*` is any text, `?` any character; a backslash takes either for itself."""
    return wildcards.matches(pattern, text, ignore_case=ignore_case, escapes=True)


def matches(condition: Condition, request: Request) -> bool:
    """Whether the request meets the condition."""
    values, regexes = values_of(condition), regexes_of(condition)
    match condition.get("Field"):
        case "host-header":
            host = (request.headers.get("host") or ("",))[0]
            # Only a regular expression sees the port.
            return any(_like(value, host.partition(":")[0]) for value in values) or any(
                regular.compiled(regex, ignore_case=True).search(host) for regex in regexes
            )
        case "path-pattern":
            return any(_like(value, request.path, ignore_case=False) for value in values) or any(
                regular.compiled(regex).search(request.path) for regex in regexes
            )
        case "http-header":
            name = str((condition.get("HttpHeaderConfig") or {}).get("HttpHeaderName") or "").lower()
            sent = request.headers.get(name, ())
            return any(_like(value, text) for text in sent for value in values) or any(
                regular.compiled(regex).search(text) for text in sent for regex in regexes
            )
        case "http-request-method" | "http-method":
            return request.method in values
        case "query-string":
            return any(_has(request, pair) for pair in values)
        case "source-ip":
            address = ipaddress.ip_address(request.source_ip)
            return any(address in ipaddress.ip_network(value, strict=False) for value in values)
    return False


def _has(request: Request, pair: Any) -> bool:
    """Whether a query parameter has this key and value, or, without a key, this value."""
    wanted = pair if isinstance(pair, dict) else dict(zip(("Key", "Value"), str(pair).split("=", 1), strict=False))
    key, value = wanted.get("Key"), wanted.get("Value", "*")
    return any(
        (key is None or (name is not None and _like(key, name))) and _like(value, text)
        for name, text in request.parameters()
    )
