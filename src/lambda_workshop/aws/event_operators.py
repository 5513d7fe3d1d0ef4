"""The values and operators in the arrays of an event pattern: what each takes, and what it fits.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
"""

from __future__ import annotations

import ipaddress
import math
import operator as compare
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lambda_workshop.aws import wildcards

Test = Callable[[Any], bool]
OPERATORS = frozenset(
    {"anything-but", "prefix", "suffix", "equals-ignore-case", "numeric", "exists", "cidr", "wildcard"}
)
_BOUND = 5_000_000_000
"""Numbers are compared from minus this to this, to the millionth."""


class BadPattern(ValueError):
    """A pattern that AWS refuses; the message says why, in AWS's words where they are known."""


def operator(value: Any) -> Test:
    """What tells whether a leaf of an event fits this value or operator; raises BadPattern."""
    if not isinstance(value, dict):
        return _equal(value)
    name, operand = next(iter(value.items()), ("", None))
    make = _MAKE.get(name)
    if make is None:
        raise BadPattern(f"Unrecognized match type {name}")
    test = make(operand)
    if len(value) > 1:
        raise BadPattern("Only one key allowed in match expression")
    return test


def _equal(wanted: Any) -> Test:
    if isinstance(wanted, list):
        raise BadPattern("Match value must be String, number, true, false, or null")
    if isinstance(wanted, bool) or wanted is None:
        return lambda leaf: leaf is wanted
    if isinstance(wanted, int | float):
        return lambda leaf: (found := _number(leaf)) is not None and found == wanted
    return lambda leaf: isinstance(leaf, str) and leaf == wanted


def _number(leaf: Any) -> float | None:
    if isinstance(leaf, bool) or not isinstance(leaf, int | float) or not math.isfinite(leaf):
        return None
    return leaf


def _texts(test: Callable[[str], bool]) -> Test:
    """Only texts fit."""
    return lambda leaf: isinstance(leaf, str) and test(leaf)


def _begins(wanted: Any) -> Test:
    if _folds(wanted):
        start = wanted["equals-ignore-case"].lower()
        return _texts(lambda leaf: leaf.lower().startswith(start))
    text = _text(wanted, "prefix")
    return _texts(lambda leaf: leaf.startswith(text))


def _ends(wanted: Any) -> Test:
    if _folds(wanted):
        end = wanted["equals-ignore-case"].lower()
        return _texts(lambda leaf: leaf.lower().endswith(end))
    text = _text(wanted, "suffix")
    return _texts(lambda leaf: leaf.endswith(text))


def _folds(wanted: Any) -> bool:
    return (
        isinstance(wanted, dict)
        and set(wanted) == {"equals-ignore-case"}
        and isinstance(wanted["equals-ignore-case"], str)
    )


def _ignoring_case(wanted: Any) -> Test:
    text = _text(wanted, "equals-ignore-case").lower()
    return _texts(lambda leaf: leaf.lower() == text)


def _text(wanted: Any, name: str) -> str:
    if not isinstance(wanted, str):
        raise BadPattern(f"{name} match pattern must be a string")
    return wanted


def _wildcard(wanted: Any) -> Test:
    text = _text(wanted, "wildcard")
    _check_wildcard(text)
    return _texts(wildcards.compiled(text, one=False, escapes=True).matches)


def _check_wildcard(text: str) -> None:
    """Two stars must not stand side by side, and a backslash stands before a star or a backslash."""
    position, star = 0, False
    while position < len(text):
        if text[position] == "\\":
            if text[position + 1 : position + 2] not in ("*", "\\"):
                raise BadPattern(f"Invalid escape character at pos {position + 1}")
            position, star = position + 2, False
            continue
        if text[position] == "*" and star:
            raise BadPattern(f"Consecutive wildcard characters at pos {position}")
        star = text[position] == "*"
        position += 1


def _within(wanted: Any) -> Test:
    """An address within a network."""
    if not isinstance(wanted, str):
        raise BadPattern("prefix match pattern must be a string")
    address, slash, mask = wanted.partition("/")
    if not slash or "/" in mask:
        raise BadPattern("Malformed CIDR, one '/' required")
    if not mask.isdecimal():
        raise BadPattern("Malformed CIDR, mask bits must be an integer")
    try:
        ipaddress.ip_address(address)
    except ValueError as error:
        raise BadPattern(f"Nonstandard IP address: {address}") from error
    try:
        network = ipaddress.ip_network(wanted, strict=False)
    except ValueError as error:
        bits = "IPv6 mask bits must be < 128" if ":" in address else "IPv4 mask bits must be < 32"
        raise BadPattern(bits) from error

    def fits(leaf: str) -> bool:
        try:
            return ipaddress.ip_address(leaf) in network
        except ValueError:
            return False

    return _texts(fits)


_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "=": compare.eq,
    "<": compare.lt,
    "<=": compare.le,
    ">": compare.gt,
    ">=": compare.ge,
}


def _numeric(wanted: Any) -> Test:
    """`["=", 5]`, `["<", 5]`, or a range whose lower end comes first: `[">", 0, "<=", 5]`."""
    if not isinstance(wanted, list):
        raise BadPattern("Value of numeric must be an array.")
    if not wanted or not isinstance(wanted[0], str):
        raise BadPattern(f"Invalid member in numeric match: {wanted[0] if wanted else ']'}")
    tests, lower = [_compared(wanted)], wanted[0] in (">", ">=")
    if len(wanted) > 2:
        if not lower:
            raise BadPattern("Too many elements in numeric expression")
        if not isinstance(wanted[2], str):
            raise BadPattern(f"Bad value in numeric range: {wanted[2]}")
        if wanted[2] not in ("<", "<="):
            raise BadPattern(f"Bad numeric range operator: {wanted[2]}")
        tests.append(_compared(wanted[2:]))
        if len(wanted) > 4:
            raise BadPattern("Too many terms in numeric range expression")
        if wanted[3] <= wanted[1]:
            raise BadPattern("Bottom must be less than top")
    return lambda leaf: (found := _number(leaf)) is not None and all(test(found) for test in tests)


def _compared(wanted: Sequence[Any]) -> Callable[[float], bool]:
    sign, operand = wanted[0], wanted[1] if len(wanted) > 1 else None
    test = _COMPARE.get(sign)
    if test is None:
        raise BadPattern(f"Unrecognized numeric range operator: {sign}")
    number = _number(operand)
    if number is None:
        raise BadPattern(f"Value of {'equals' if sign == '=' else sign} must be numeric")
    if abs(number) > _BOUND:
        raise BadPattern(f"Value must be between {-_BOUND} and {_BOUND}, inclusive")
    return lambda found: test(found, number)


def _anything_but(wanted: Any) -> Test:
    """Whatever is there and is none of these: values, or one operator with its values."""
    if isinstance(wanted, dict):
        return _anything_but_like(wanted)
    listed = wanted if isinstance(wanted, list) else [wanted]
    if isinstance(wanted, list) and (not wanted or not all(map(_is_plain, wanted))):
        raise BadPattern("Inside anything but list, start|null|boolean is not supported.")
    if not isinstance(wanted, list) and not _is_plain(wanted):
        raise BadPattern("Value of anything-but must be an array or single string/number value.")
    if len({isinstance(one, str) for one in listed}) > 1:
        raise BadPattern(
            "Inside anything but list, either all values are number or string, mixed type is not supported"
        )
    tests = [_equal(one) for one in listed]
    return lambda leaf: not any(test(leaf) for test in tests)


def _anything_but_like(wanted: Mapping[str, Any]) -> Test:
    if not wanted:
        raise BadPattern("Anything-But expression name not found")
    name, operand = next(iter(wanted.items()))
    if len(wanted) != 1 or name not in ("prefix", "suffix", "equals-ignore-case", "wildcard"):
        raise BadPattern(f"Unsupported anything-but pattern: {name}")
    listed = operand if isinstance(operand, list) else [operand]
    if name in ("prefix", "suffix"):
        if isinstance(operand, dict):
            raise BadPattern("Value of anything-but must be an array or single string/number value.")
        if not listed or any(not isinstance(one, str) for one in listed):
            raise BadPattern("prefix/suffix match pattern must be a string")
        if "" in listed:
            raise BadPattern("Null prefix/suffix not allowed")
    if name == "equals-ignore-case" and (not listed or any(not isinstance(one, str) for one in listed)):
        raise BadPattern("Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.")
    if not listed:
        raise BadPattern(f"{name} match pattern must be a string")
    tests = [_MAKE[name](one) for one in listed]
    return lambda leaf: not any(test(leaf) for test in tests)


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


_MAKE: dict[str, Callable[[Any], Test]] = {
    "anything-but": _anything_but,
    "prefix": _begins,
    "suffix": _ends,
    "equals-ignore-case": _ignoring_case,
    "numeric": _numeric,
    "cidr": _within,
    "wildcard": _wildcard,
}
