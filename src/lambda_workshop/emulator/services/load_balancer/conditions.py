"""The conditions of a listener's rules: how they are written, which are refused, and which requests they match.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RuleCondition.html
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from lambda_workshop.emulator.fallback import alb
from lambda_workshop.emulator.services.load_balancer.request import Request

Condition = dict[str, Any]

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

VALUES_PER_CONDITION = 3
ADDRESSES_PER_CONDITION = 5
VALUES_PER_RULE = 5
WILDCARDS_PER_RULE = 5
LONGEST_VALUE = 128
LONGEST_METHOD = 40
LONGEST_HEADER_NAME = 40

_HOST = re.compile(r"[A-Za-z0-9.*?-]*\.[A-Za-z0-9*?]+")
_PATH = re.compile(r"[A-Za-z0-9_.$/~\"'@:+&*?-]+")
_METHOD = re.compile(r"[A-Z_-]+")
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_UNSUPPORTED_REGEX = re.compile(r"\(\?[=!]|\(\?<[=!]|\(\?>|\\[1-9]|\\p\{|[*+?}]\+")


class Invalid(ValueError):
    """The condition is one that AWS refuses with ValidationError; the message says why."""


def parse(parameters: Mapping[str, Any], prefix: str = "Conditions") -> list[Condition]:
    """Replace `alb._parse_conditions`: the conditions of a request, with nothing but what it says."""
    conditions: list[Condition] = []
    for number in _numbers(parameters, f"{prefix}.member."):
        base = f"{prefix}.member.{number}"
        field = str(alb.parameter(parameters, f"{base}.Field"))
        condition: Condition = {"Field": field, "Values": _list(parameters, f"{base}.Values")}
        if regex := _list(parameters, f"{base}.RegexValues"):
            condition["RegexValues"] = regex
        for config in CONFIGS.values():
            if any(key.startswith(f"{base}.{config}.") for key in parameters):
                condition[config] = _config(parameters, f"{base}.{config}", config)
        conditions.append(condition)
    return conditions


def _config(parameters: Mapping[str, Any], base: str, config: str) -> dict[str, Any]:
    if config == "QueryStringConfig":
        pairs = []
        for number in _numbers(parameters, f"{base}.Values.member."):
            pair = {
                name: alb.parameter(parameters, f"{base}.Values.member.{number}.{name}") for name in ("Key", "Value")
            }
            pairs.append({name: str(value) for name, value in pair.items() if value})
        return {"Values": pairs}
    found: dict[str, Any] = {"Values": _list(parameters, f"{base}.Values")}
    if regex := _list(parameters, f"{base}.RegexValues"):
        found["RegexValues"] = regex
    if config == "HttpHeaderConfig":
        found["HttpHeaderName"] = str(alb.parameter(parameters, f"{base}.HttpHeaderName"))
    return found


def _numbers(parameters: Mapping[str, Any], prefix: str) -> list[int]:
    """The numbers of the list members that the request names."""
    found = {key[len(prefix) :].partition(".")[0] for key in parameters if key.startswith(prefix)}
    return sorted(int(number) for number in found if number.isdigit())


def _list(parameters: Mapping[str, Any], base: str) -> list[str]:
    return [
        str(alb.parameter(parameters, f"{base}.member.{number}")) for number in _numbers(parameters, f"{base}.member.")
    ]


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
        re.compile(regex)
    except re.error as error:
        raise Invalid(f"The regular expression '{regex}' is not valid: {error}") from error
    if _UNSUPPORTED_REGEX.search(regex):
        raise Invalid(f"The regular expression '{regex}' has a part that load balancers do not support")


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


@lru_cache(maxsize=512)
def _wildcards(pattern: str, ignore_case: bool) -> re.Pattern[str]:
    """`*` is any text, `?` any character; a backslash takes either for itself."""
    pieces, escaped = [], False
    for character in pattern:
        if escaped or character not in "*?\\":
            pieces.append(re.escape(character))
            escaped = False
        elif character == "\\":
            escaped = True
        else:
            pieces.append(".*" if character == "*" else ".")
    return re.compile("".join(pieces), re.DOTALL | (re.IGNORECASE if ignore_case else 0))


def _like(pattern: str, text: str, *, ignore_case: bool = True) -> bool:
    return _wildcards(pattern, ignore_case).fullmatch(text) is not None


def matches(condition: Condition, request: Request) -> bool:
    """Whether the request meets the condition."""
    values, regexes = values_of(condition), regexes_of(condition)
    match condition.get("Field"):
        case "host-header":
            host = (request.headers.get("host") or ("",))[0]
            # Only a regular expression sees the port.
            return any(_like(value, host.partition(":")[0]) for value in values) or any(
                re.search(regex, host, re.IGNORECASE) for regex in regexes
            )
        case "path-pattern":
            return any(_like(value, request.path, ignore_case=False) for value in values) or any(
                re.search(regex, request.path) for regex in regexes
            )
        case "http-header":
            name = str((condition.get("HttpHeaderConfig") or {}).get("HttpHeaderName") or "").lower()
            sent = request.headers.get(name, ())
            return any(_like(value, text) for text in sent for value in values) or any(
                re.search(regex, text) for text in sent for regex in regexes
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


def to_xml(condition: Condition) -> str:
    """Replace `alb._condition_xml`: the condition as AWS describes it, flat values for hosts and paths also."""
    field, values, regexes = condition["Field"], values_of(condition), regexes_of(condition)
    inner = ""
    if field == "http-header":
        inner += f"<HttpHeaderName>{escape(str(condition['HttpHeaderConfig']['HttpHeaderName']))}</HttpHeaderName>"
    if values:
        inner += f"<Values>{''.join(_value_xml(value) for value in values)}</Values>"
    if regexes:
        inner += f"<RegexValues>{''.join(_value_xml(regex) for regex in regexes)}</RegexValues>"
    config = CONFIGS.get(field, "PathPatternConfig")
    flat = f"<Values>{''.join(_value_xml(value) for value in values)}</Values>" if field in FLAT and values else ""
    return f"<member><Field>{escape(field)}</Field>{flat}<{config}>{inner}</{config}></member>"


def _value_xml(value: Any) -> str:
    if isinstance(value, dict):
        parts = "".join(f"<{name}>{escape(str(text))}</{name}>" for name, text in value.items())
        return f"<member>{parts}</member>"
    return f"<member>{escape(str(value))}</member>"
