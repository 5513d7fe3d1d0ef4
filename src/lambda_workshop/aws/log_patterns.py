"""Filter patterns of CloudWatch Logs: terms, JSON, and lines of fields with spaces between them.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/regex-expressions.html
"""

from __future__ import annotations

import functools
import json
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lambda_workshop.aws import regular, wildcards
from lambda_workshop.aws.facts import logs as facts

MAXIMUM_LENGTH = facts.LONGEST_PATTERN.value
"""Characters of a pattern."""
MOST_REGEXES = facts.REGEXES_PER_PATTERN.value
"""Regular expressions in a pattern for JSON or fields."""
Matcher = Callable[[str], bool]
Test = Callable[[Any], bool]


class BadPattern(ValueError):
    """A pattern that CloudWatch Logs refuses; the message says why."""


@functools.lru_cache(maxsize=256)
def compile_pattern(pattern: str) -> Matcher:
    """What tells whether a log event's message matches; raises BadPattern.

    The first character decides on the kind: `{` is for JSON, `[` for fields, anything else for terms. An empty pattern
    matches everything.
    """
    text = pattern.strip()
    if len(pattern) > MAXIMUM_LENGTH:
        raise BadPattern(f"A filter pattern has at most {MAXIMUM_LENGTH} characters")
    if not text:
        return lambda message: True
    if text.startswith("{"):
        return _json_matcher(text)
    if text.startswith("["):
        return _fields_matcher(text)
    return _terms_matcher(text)


# Terms

_TERM = re.compile(r'(?P<sign>[?-]?)(?:"(?P<quoted>(?:\\.|[^"\\])*)"|%(?P<regex>[^%]*)%|(?P<bare>[^\s"%]+))\s*')


def _terms_matcher(text: str) -> Matcher:
    """Every plain term must be in the message, no excluded one may, and any of the optional ones is enough.

    Beside other terms, optional ones are ignored, as AWS documents.
    """
    wanted, excluded, optional = list[Matcher](), list[Matcher](), list[Matcher]()
    position = 0
    while position < len(text):
        found = _TERM.match(text, position)
        if found is None:
            raise BadPattern(f"Invalid filter pattern: {text[position:]}")
        position = found.end()
        {"": wanted, "-": excluded, "?": optional}[found["sign"]].append(_contains(found))
    if wanted or excluded:
        return lambda message: all(has(message) for has in wanted) and not any(has(message) for has in excluded)
    return lambda message: any(has(message) for has in optional)


def _contains(found: re.Match[str]) -> Matcher:
    if found["regex"] is not None:
        return _regex(found["regex"]).search
    if found["quoted"] is not None:
        phrase = re.sub(r"\\(.)", r"\1", found["quoted"])
        return lambda message: phrase in message
    term = found["bare"]
    if not re.fullmatch(r"\w+", term):
        raise BadPattern(f"Invalid character(s) in term '{term}'")
    return lambda message: term in message


_REGEX = re.compile(r"(?:[A-Za-z0-9 :_#=@/;,^$?\[\]{}|*+.-]|\\[ -~])*")
"""Letters, digits, the symbols that are supported, and the operators; anything else that ASCII has, escaped."""


def _regex(text: str) -> regular.Regex:
    if not _REGEX.fullmatch(text):
        raise BadPattern(f"Invalid regular expression %{text}%: it has characters that are not supported")
    try:
        return regular.compiled(text, groups=False)
    except regular.BadRegex as error:
        raise BadPattern(f"Invalid regular expression %{text}%: {error}") from error


# Tokens of the two other kinds

_TOKEN = re.compile(
    r"\s*(?:(?P<selector>\$[\w.\-*$\[\]@]*)|(?P<quoted>\"(?:\\.|[^\"\\])*\")|%(?P<regex>[^%]*)%"
    r"|(?P<sign>&&|\|\||!=|>=|<=|=|>|<|\(|\)|,|\{|\}|\[|\]|\.\.\.)|(?P<word>[^\s=<>!&|(),{}\[\]\"%]+))"
)
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le,
}  # fmt: skip


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str


class _Tokens:
    """The pattern's tokens, read from left to right."""

    def __init__(self, text: str) -> None:
        self.text, self._tokens, self._next = text, list[_Token](), 0
        position = 0
        while position < len(text.rstrip()):
            found = _TOKEN.match(text, position)
            if found is None or found.lastgroup is None:
                raise BadPattern(f"Invalid filter pattern: {text[position:].strip()}")
            self._tokens.append(_Token(found.lastgroup, found[found.lastgroup]))
            position = found.end()
        if sum(token.kind == "regex" for token in self._tokens) > MOST_REGEXES:
            raise BadPattern(f"Invalid filter pattern: it has more than {MOST_REGEXES} regular expressions")

    def peek(self) -> _Token:
        return self._tokens[self._next] if self._next < len(self._tokens) else _Token("end", "")

    def take(self) -> _Token:
        found = self.peek()
        self._next += 1
        return found

    def taken(self, text: str) -> bool:
        """Whether this sign or word comes next; it is read then."""
        token = self.peek()
        if token.kind in ("sign", "word") and token.text.upper() == text:
            self._next += 1
            return True
        return False

    def expect(self, text: str) -> None:
        if not self.taken(text):
            raise BadPattern(f"Invalid filter pattern: expected {text} before '{self.peek().text}' in {self.text}")

    def any_of(self, *texts: str) -> str:
        return next((text for text in texts if self.taken(text)), "")


def _value_test(tokens: _Tokens, sign: str) -> Callable[[Any], bool]:
    """What compares a JSON value, or a field's text, with the operand that comes next."""
    token = tokens.take()
    if token.kind not in ("quoted", "word", "regex"):
        raise BadPattern(f"Invalid filter pattern: '{token.text}' is no value in {tokens.text}")
    if sign in _COMPARE:
        number = _number(token.text if token.kind == "word" else "")
        if number is None:
            raise BadPattern(f"Invalid filter pattern: {sign} needs a number and not {token.text}")
        compare = _COMPARE[sign]
        return lambda value: (found := _number(value)) is not None and compare(found, number)
    equal = _equality(token)
    return equal if sign == "=" else lambda value: not equal(value)


def _equality(token: _Token) -> Callable[[Any], bool]:
    if token.kind == "regex":
        search = _regex(token.text).search
        return lambda value: isinstance(value, str) and search(value)
    text = re.sub(r"\\(.)", r"\1", token.text[1:-1]) if token.kind == "quoted" else token.text
    number = _number(text) if token.kind == "word" else None
    if number is not None:
        return lambda value: _number(value) == number
    fits = wildcards.compiled(text, one=False).matches
    return lambda value: isinstance(value, str) and fits(value)


def _number(value: Any) -> float | None:
    if isinstance(value, str):
        return float(value) if _NUMBER.fullmatch(value) else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _either(tokens: _Tokens, part: Callable[[_Tokens], Test]) -> Test:
    """Parts with `||` and `&&` between them; the latter binds closer."""
    either = [_both(tokens, part)]
    while tokens.taken("||"):
        either.append(_both(tokens, part))
    return lambda document: any(test(document) for test in either)


def _both(tokens: _Tokens, part: Callable[[_Tokens], Test]) -> Test:
    both = [part(tokens)]
    while tokens.taken("&&"):
        both.append(part(tokens))
    return lambda document: all(test(document) for test in both)


# JSON

_STEP = re.compile(r"\.(?P<name>[\w\-@]+|\*)|\[(?P<index>\d+|\*)\]|\[\"(?P<quoted>[^\"]*)\"\]")


def _json_matcher(text: str) -> Matcher:
    tokens = _Tokens(text)
    tokens.expect("{")
    test = _either(tokens, _condition)
    tokens.expect("}")
    _at_end(tokens)

    def matches(message: str) -> bool:
        try:
            document = json.loads(message)
        except (ValueError, RecursionError):
            return False
        return isinstance(document, dict | list) and test(document)

    return matches


def _at_end(tokens: _Tokens) -> None:
    if tokens.peek().kind != "end":
        raise BadPattern(f"Invalid filter pattern: '{tokens.peek().text}' stands after its end")


def _condition(tokens: _Tokens) -> Test:
    if tokens.taken("("):
        inner = _either(tokens, _condition)
        tokens.expect(")")
        return inner
    token = tokens.take()
    if token.kind != "selector":
        raise BadPattern(f"Invalid filter pattern: '{token.text}' does not begin with $ in {tokens.text}")
    steps = _steps(token.text)
    if tokens.taken("IS"):
        name = tokens.any_of("NULL", "TRUE", "FALSE")
        if not name:
            raise BadPattern("Invalid filter pattern: after IS comes NULL, TRUE or FALSE")
        constant = {"NULL": None, "TRUE": True, "FALSE": False}[name]
        return lambda document: any(value is constant for value in _at(document, steps))
    if tokens.taken("NOT"):
        tokens.expect("EXISTS")
        return lambda document: not _at(document, steps)
    sign = tokens.any_of("!=", ">=", "<=", "=", ">", "<")
    if not sign:
        raise BadPattern(f"Invalid filter pattern: '{tokens.peek().text}' is no comparison in {tokens.text}")
    test = _value_test(tokens, sign)
    return lambda document: any(test(value) for value in _at(document, steps))


def _steps(selector: str) -> list[str | int]:
    steps: list[str | int] = []
    position = 1
    while position < len(selector):
        found = _STEP.match(selector, position)
        if found is None:
            raise BadPattern(f"Invalid property selector: {selector}")
        if found["index"] is not None:
            steps.append("*" if found["index"] == "*" else int(found["index"]))
        else:
            steps.append(found["name"] or found["quoted"])
        position = found.end()
    if not steps:
        raise BadPattern(f"Invalid property selector: {selector}")
    return steps


def _at(document: Any, steps: list[str | int]) -> list[Any]:
    """The values that the selector leads to: none, one, or several with a wildcard."""
    found = [document]
    for step in steps:
        found = [inner for value in found for inner in _inner(value, step)]
    return found


def _inner(value: Any, step: str | int) -> list[Any]:
    if step == "*":
        return list(value.values()) if isinstance(value, dict) else list(value) if isinstance(value, list) else []
    if isinstance(step, int):
        return value[step : step + 1] if isinstance(value, list) else []
    return [value[step]] if isinstance(value, dict) and step in value else []


# Fields

_FIELD = re.compile(r"\S+")


def fields_of(message: str) -> list[str]:
    """The fields of a line: words, with a text in quotation marks or in brackets as one."""
    fields: list[str] = []
    closed = {'"': True, "[": True}
    at = 0
    while found := _FIELD.search(message, at):
        at = found.start()
        opening = message[at]
        # Once one is not closed, none after it is: a line of brackets is not searched to its end for each of them.
        end = _closing(message, at) if closed.get(opening) else -1
        if end < 0:
            closed[opening] = False
            fields.append(found[0])
            at = found.end()
        else:
            fields.append(message[at + 1 : end])
            at = end + 1
    return fields


def _closing(message: str, at: int) -> int:
    """Where the bracket or quotation mark at this place is closed; -1 when it is not."""
    if message[at] == "[":
        return message.find("]", at)
    end = message.find('"', at + 1)
    while end > 0 and _is_escaped(message, end):
        end = message.find('"', end + 1)
    return end


def _is_escaped(message: str, at: int) -> bool:
    before = at - 1
    while before >= 0 and message[before] == "\\":
        before -= 1
    return (at - before) % 2 == 0


def _fields_matcher(text: str) -> Matcher:
    tokens = _Tokens(text)
    tokens.expect("[")
    tests: list[Test | None] = []
    while True:
        tests.append(None if tokens.taken("...") else _either(tokens, _field))
        if not tokens.taken(","):
            break
    tokens.expect("]")
    _at_end(tokens)
    if tests.count(None) > 1:
        raise BadPattern("Invalid filter pattern: the ellipsis may stand once")

    def matches(message: str) -> bool:
        fields = fields_of(message)
        spread = _spread(tests, len(fields))
        return spread is not None and all(test(field) for test, field in zip(spread, fields, strict=True))

    return matches


def _spread(tests: list[Test | None], count: int) -> list[Test] | None:
    """A test for each field, with the ellipsis standing for as many as are left; None when the numbers differ."""
    named = [test for test in tests if test is not None]
    if len(named) == len(tests):
        return named if len(named) == count else None
    before = tests.index(None)
    if count < len(named):
        return None
    rest: list[Test] = [lambda field: True] * (count - len(named))
    return [*named[:before], *rest, *named[before:]]


def _field(tokens: _Tokens) -> Test:
    """A field's name, and perhaps what its text must be."""
    if tokens.peek().kind == "regex":
        return _equality(tokens.take())
    token = tokens.take()
    if token.kind != "word":
        raise BadPattern(f"Invalid filter pattern: '{token.text}' is no name of a field in {tokens.text}")
    sign = tokens.any_of("!=", ">=", "<=", "=", ">", "<")
    return _value_test(tokens, sign) if sign else lambda field: True
