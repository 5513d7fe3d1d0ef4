"""Condition operators: whether the value of a request's key fits what a statement wants.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import operator
from collections.abc import Callable
from datetime import UTC, datetime

from lambda_workshop.aws.policies import variables
from lambda_workshop.aws.policies.variables import Lookup, Pattern

Test = Callable[[Pattern, str], bool]
_IF_EXISTS = "ifexists"
_FOR_ALL, _FOR_ANY = "forallvalues:", "foranyvalue:"


def is_operator(name: str) -> bool:
    """Whether IAM knows the operator, with its prefix and suffix."""
    base, _quantifier, if_exists = _taken_apart(name)
    return base in _TESTS or (base == "null" and not if_exists)


def holds(name: str, wanted: tuple[str, ...], given: str | tuple[str, ...] | None, lookup: Lookup | None) -> bool:
    """Whether a condition is met.

    Args:
        name: the operator, such as `ArnLike` or `ForAnyValue:StringEqualsIfExists`.
        wanted: the values in the policy, of which one must fit, and none for a negated operator.
        given: the key's value in the request; None when the request does not have it.
        lookup: the values of policy variables, by name; None in a policy whose version has none.
    """
    base, quantifier, if_exists = _taken_apart(name)
    if base == "null":
        return any((value.lower() == "true") == (given is None) for value in wanted)
    negated = base in _NEGATED
    if given is None or given == ():
        # ForAllValues is met by nothing at all, ForAnyValue by no absent key, and "is not" by an absent key.
        return if_exists or quantifier == _FOR_ALL or (negated and quantifier != _FOR_ANY)
    test = _TESTS[base]
    patterns = [pattern for one in wanted if (pattern := variables.expanded(one, lookup)) is not None]

    def fits(value: str) -> bool:
        return any(test(pattern, value) for pattern in patterns) != negated

    every = (given,) if isinstance(given, str) else given
    return all(map(fits, every)) if quantifier == _FOR_ALL or (negated and not quantifier) else any(map(fits, every))


def _taken_apart(name: str) -> tuple[str, str, bool]:
    """The operator without prefix and suffix, the prefix, and whether it ends with IfExists."""
    base = name.lower()
    quantifier = next((prefix for prefix in (_FOR_ALL, _FOR_ANY) if base.startswith(prefix)), "")
    base = base.removeprefix(quantifier)
    return base.removesuffix(_IF_EXISTS), quantifier, base.endswith(_IF_EXISTS)


def _equal(pattern: Pattern, value: str) -> bool:
    return pattern.plain == value


def _equal_whatever_case(pattern: Pattern, value: str) -> bool:
    return pattern.plain.lower() == value.lower()


def _like(pattern: Pattern, value: str) -> bool:
    return pattern.wildcard.matches(value)


def _arn_like(pattern: Pattern, value: str) -> bool:
    """Each of the six parts of an ARN is compared for itself: a star does not reach over a part's end."""
    if pattern.plain == "*":
        return value.startswith("arn:")
    parts, given = pattern.arn_parts, value.split(":", 5)
    return len(parts) == len(given) == 6 and all(map(_like, parts, given))


def _boolean(pattern: Pattern, value: str) -> bool:
    return pattern.plain.lower() == value.lower()


def _binary(pattern: Pattern, value: str) -> bool:
    """Both are base64."""
    try:
        return base64.b64decode(pattern.plain, validate=True) == base64.b64decode(value, validate=True)
    except binascii.Error:
        return False


def _address(pattern: Pattern, value: str) -> bool:
    try:
        return ipaddress.ip_address(value) in ipaddress.ip_network(pattern.plain, strict=False)
    except ValueError:
        return False


def _number(compare: Callable[[float, float], bool]) -> Test:
    def test(pattern: Pattern, value: str) -> bool:
        try:
            return compare(float(value), float(pattern.plain))
        except ValueError:
            return False

    return test


def _moment(compare: Callable[[datetime, datetime], bool]) -> Test:
    def test(pattern: Pattern, value: str) -> bool:
        given, wanted = _date(value), _date(pattern.plain)
        return given is not None and wanted is not None and compare(given, wanted)

    return test


def _date(text: str) -> datetime | None:
    """A moment in one of the ISO 8601 forms of the W3C, or as seconds since 1970."""
    try:
        if text.lstrip("-").isdigit() and len(text) > 4:
            return datetime.fromtimestamp(int(text), UTC)
        found = datetime.fromisoformat(f"{text}-01-01" if len(text) == 4 else f"{text}-01" if len(text) == 7 else text)
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


_TESTS: dict[str, Test] = {
    "stringequals": _equal,
    "stringnotequals": _equal,
    "stringequalsignorecase": _equal_whatever_case,
    "stringnotequalsignorecase": _equal_whatever_case,
    "stringlike": _like,
    "stringnotlike": _like,
    "numericequals": _number(operator.eq),
    "numericnotequals": _number(operator.eq),
    "numericlessthan": _number(operator.lt),
    "numericlessthanequals": _number(operator.le),
    "numericgreaterthan": _number(operator.gt),
    "numericgreaterthanequals": _number(operator.ge),
    "dateequals": _moment(operator.eq),
    "datenotequals": _moment(operator.eq),
    "datelessthan": _moment(operator.lt),
    "datelessthanequals": _moment(operator.le),
    "dategreaterthan": _moment(operator.gt),
    "dategreaterthanequals": _moment(operator.ge),
    "bool": _boolean,
    "binaryequals": _binary,
    "ipaddress": _address,
    "notipaddress": _address,
    "arnequals": _arn_like,
    "arnlike": _arn_like,
    "arnnotequals": _arn_like,
    "arnnotlike": _arn_like,
}
_NEGATED = frozenset(name for name in _TESTS if "not" in name)
