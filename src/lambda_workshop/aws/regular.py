"""Regular expressions of strangers, matched in one pass over the text, whatever they are.

Python's own matcher tries one way after the other, and needs years for `(a*)*b`. Here all ways are followed at once, as
the services do that take such expressions: CloudWatch Logs and load balancers. Groups do not remember what they
matched, and there is neither looking ahead or behind nor referring back.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_LARGEST = 5_000
"""States of one expression: enough for each that a service takes, and the end for `((a{99}){99}){99}`."""
_REMEMBERED = 20_000
"""Steps that an expression remembers."""
_MOST_REPEATS = 1_000


class BadRegex(ValueError):
    """An expression that is none, or that uses what these services do not have; the message says what."""


@dataclass(frozen=True)
class _Characters:
    """One character out of ranges, or out of none of them."""

    ranges: tuple[tuple[str, str], ...]
    negated: bool = False

    def has(self, character: str, *, ignore_case: bool) -> bool:
        """Whether the character is one of them."""
        forms = {character, character.lower(), character.upper()} if ignore_case else {character}
        return any(low <= form <= high for form in forms for low, high in self.ranges) != self.negated


_DIGITS = (("0", "9"),)
_WORD = (("0", "9"), ("A", "Z"), ("_", "_"), ("a", "z"))
_SPACE = (("\t", "\r"), (" ", " "))
_CLASSES = {"d": _DIGITS, "w": _WORD, "s": _SPACE}
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
_NOT_A_NEWLINE = _Characters((("\n", "\n"),), negated=True)


@dataclass
class _State:
    """A place in the expression: a character or a condition that leads on, or ways on that cost nothing."""

    takes: _Characters | None = None
    asserts: str = ""
    to: list[int] = field(default_factory=list)


class Regex:
    """An expression, ready to be matched."""

    def __init__(self, states: list[_State], start: int, end: int, *, ignore_case: bool) -> None:
        self._states, self._start, self._end, self._ignore_case = states, start, end, ignore_case
        self._steps: dict[tuple[frozenset[int], str, str], tuple[frozenset[int], bool]] = {}

    def search(self, text: str) -> bool:
        """Whether some part of the text fits."""
        return self._run(text, anywhere=True)

    def matches(self, text: str) -> bool:
        """Whether the whole text fits."""
        return self._run(text, anywhere=False)

    def _run(self, text: str, *, anywhere: bool) -> bool:
        first = frozenset((self._start,))
        now, before = first, ""
        for character in text:
            now, ended = self._step(now, before, character)
            if anywhere and ended:
                return True
            if anywhere:
                now |= first
            elif not now:
                return False
            before = character
        return self._step(now, before, "")[1]

    def _step(self, states: frozenset[int], before: str, after: str) -> tuple[frozenset[int], bool]:
        """Where one character leads, and whether the expression is at its end before it; "" is the text's end."""
        key = states, _kind(before), after
        found = self._steps.get(key)
        if found is None:
            reached = self._reached(states, before, after)
            moved = frozenset(
                state.to[0]
                for state in map(self._states.__getitem__, reached)
                if after and state.takes is not None and state.takes.has(after, ignore_case=self._ignore_case)
            )
            found = moved, self._end in reached
            if len(self._steps) >= _REMEMBERED:
                self._steps.clear()
            self._steps[key] = found
        return found

    def _reached(self, states: Iterable[int], before: str, after: str) -> set[int]:
        """The states to which one comes without a character."""
        reached, waiting = set[int](), list(states)
        while waiting:
            number = waiting.pop()
            state = self._states[number]
            if number in reached or (state.asserts and not _holds(state.asserts, before, after)):
                continue
            reached.add(number)
            if state.takes is None:
                waiting += state.to
        return reached


def _kind(character: str) -> str:
    """What conditions ask of the character before: whether there is one, and whether it is part of a word."""
    return "" if not character else "w" if _is_word(character) else " "


def _is_word(character: str) -> bool:
    return bool(character) and any(low <= character <= high for low, high in _WORD)


def _holds(condition: str, before: str, after: str) -> bool:
    edge = _is_word(before) != _is_word(after)
    return {"^": not before, "$": not after, "b": edge, "B": not edge}[condition]


@functools.lru_cache(maxsize=512)
def compiled(text: str, *, groups: bool = True, ignore_case: bool = False) -> Regex:
    """The expression, ready to be matched; with `groups` false, parentheses are refused. Raises BadRegex."""
    parser = _Parser(text, groups=groups)
    start, end = parser.whole()
    return Regex(parser.states, start, end, ignore_case=ignore_case)


_Part = tuple[int, int]
"""A part of the expression: its first state and its last one, which leads nowhere yet."""


class _Parser:
    """Reads an expression from left to right, and writes its states down."""

    def __init__(self, text: str, *, groups: bool) -> None:
        self.states: list[_State] = []
        self._text, self._groups, self._at, self._depth = text, groups, 0, 0

    def whole(self) -> _Part:
        part = self._either()
        if self._at < len(self._text):
            raise BadRegex(f"there is no group that this closes: {self._text[self._at :]}")
        return part

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _take(self, text: str) -> bool:
        if self._text.startswith(text, self._at):
            self._at += len(text)
            return True
        return False

    def _next(self, what: str) -> str:
        if not self._peek():
            raise BadRegex(f"it ends where {what} should come")
        self._at += 1
        return self._text[self._at - 1]

    def _add(self, takes: _Characters | None = None, asserts: str = "", *to: int) -> int:
        if len(self.states) >= _LARGEST:
            raise BadRegex("it is too large: its repetitions multiply")
        self.states.append(_State(takes, asserts, list(to)))
        return len(self.states) - 1

    def _empty(self) -> _Part:
        number = self._add()
        return number, number

    def _then(self, first: _Part, second: _Part) -> _Part:
        self.states[first[1]].to.append(second[0])
        return first[0], second[1]

    def _either(self) -> _Part:
        ways = [self._row()]
        while self._take("|"):
            ways.append(self._row())
        if len(ways) == 1:
            return ways[0]
        end = self._add()
        for _first, last in ways:
            self.states[last].to.append(end)
        return self._add(None, "", *(first for first, _last in ways)), end

    def _row(self) -> _Part:
        part = self._empty()
        while self._peek() not in ("", "|", ")"):
            part = self._then(part, self._repeated())
        return part

    def _repeated(self) -> _Part:
        began = self._at
        part = self._single()
        ended = self._at
        times = self._times()
        if times is None:
            return part
        least, most = times
        copies = self._copies(part, (began, ended), max(least, most or 1, 1))
        self._at_quantifier_end()
        if most is None and least == 0:
            return self._looped(copies[0])
        whole = self._empty()
        for copy in copies[:least]:
            whole = self._then(whole, copy)
        return (
            self._loop_back(whole, copies[-1]) if most is None else self._then(whole, self._nested(copies[least:most]))
        )

    def _copies(self, first: _Part, span: tuple[int, int], count: int) -> list[_Part]:
        """The part, and its text read again for each repetition more."""
        copies, after = [first], self._at
        for _ in range(count - 1):
            self._at = span[0]
            copies.append(self._single())
        self._at = after
        return copies

    def _looped(self, part: _Part) -> _Part:
        """As often as one likes, and not at all."""
        end = self._add()
        start = self._add(None, "", part[0], end)
        self.states[part[1]].to.append(start)
        return start, end

    def _loop_back(self, whole: _Part, last: _Part) -> _Part:
        """Once more, as often as one likes."""
        end = self._add()
        self.states[whole[1]].to += [last[0], end]
        return whole[0], end

    def _nested(self, parts: list[_Part]) -> _Part:
        """Each one only after those before it, and none of them needed."""
        end = self._add()
        whole = self._empty()
        for part in parts:
            self.states[whole[1]].to.append(end)
            whole = self._then(whole, part)
        self.states[whole[1]].to.append(end)
        return whole[0], end

    def _times(self) -> tuple[int, int | None] | None:
        """How often the part before may come; None when nothing says so."""
        for sign, times in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self._take(sign):
                return times
        if self._peek() != "{":
            return None
        inner, brace, _rest = self._text[self._at + 1 :].partition("}")
        least, comma, most = inner.partition(",")
        if not brace or not least.isdecimal() or (most and not most.isdecimal()):
            raise BadRegex("a brace has one or two numbers: {3}, {3,} or {3,5}")
        low, high = int(least), int(most) if most else None if comma else int(least)
        if max(low, high or 0) > _MOST_REPEATS or (high is not None and high < low):
            raise BadRegex(f"{{{inner}}} repeats too often, or backwards")
        self._at += len(inner) + 2
        return low, high

    def _at_quantifier_end(self) -> None:
        """A question mark more means the shortest match, which is a match all the same; others are refused."""
        self._take("?")
        if self._peek() in tuple("*+?{"):
            raise BadRegex(f"nothing is repeated by {self._peek()}")

    def _single(self) -> _Part:
        character = self._next("a character")
        if character == "(":
            return self._group()
        if character in "^$":
            number = self._add(None, character)
            return number, number
        if character in "*+?{":
            raise BadRegex(f"nothing is repeated by {character}")
        if character == "\\" and self._peek() in ("b", "B"):
            number = self._add(None, self._next("a letter"))
            return number, number
        if character == ".":
            return self._one(_NOT_A_NEWLINE)
        if character == "[":
            return self._one(self._class())
        if character == "\\":
            return self._one(self._escaped())
        return self._one(_Characters(((character, character),)))

    def _one(self, characters: _Characters) -> _Part:
        end = self._add()
        return self._add(characters, "", end), end

    def _group(self) -> _Part:
        if not self._groups:
            raise BadRegex("parentheses are not supported")
        if self._take("?") and not self._take(":"):
            raise BadRegex("groups that begin with (? are not supported, except (?:")
        self._depth += 1
        if self._depth > 50:
            raise BadRegex("its groups are nested too deeply")
        part = self._either()
        if not self._take(")"):
            raise BadRegex("a parenthesis is not closed")
        self._depth -= 1
        return part

    def _escaped(self) -> _Characters:
        letter = self._next("a character after the backslash")
        if letter.lower() in _CLASSES:
            return _Characters(_CLASSES[letter.lower()], negated=letter.isupper())
        if letter == "x":
            digits = self._next("two digits") + self._next("two digits")
            try:
                return _Characters(((chr(int(digits, 16)), chr(int(digits, 16))),))
            except ValueError as error:
                raise BadRegex(f"\\x{digits} has no two hexadecimal digits") from error
        if letter.isalnum() and letter not in _CONTROLS:
            raise BadRegex(f"\\{letter} is not supported")
        character = _CONTROLS.get(letter, letter)
        return _Characters(((character, character),))

    def _class(self) -> _Characters:
        negated = self._take("^")
        ranges: list[tuple[str, str]] = []
        first = True
        while first or self._peek() != "]":
            ranges += self._members()
            first = False
        self._at += 1
        return _Characters(tuple(ranges), negated)

    def _members(self) -> Iterator[tuple[str, str]]:
        """One character, a class, or a range; a hyphen at the end is a hyphen."""
        low = self._member()
        ahead = self._text[self._at : self._at + 2]
        if not _is_single(low) or not ahead.startswith("-") or ahead == "-]":
            yield from low
            return
        self._at += 1
        high = self._member()
        if not _is_single(high) or high[0][0] < low[0][0]:
            raise BadRegex("a range in brackets runs backwards, or has a class at its end")
        yield low[0][0], high[0][0]

    def _member(self) -> tuple[tuple[str, str], ...]:
        character = self._next("a bracket")
        if character != "\\":
            return ((character, character),)
        found = self._escaped()
        if found.negated:
            raise BadRegex("a negated class stands in brackets")
        return found.ranges


def _is_single(ranges: tuple[tuple[str, str], ...]) -> bool:
    return len(ranges) == 1 and ranges[0][0] == ranges[0][1]
