"""Patterns with `*` (any text, also none) and `?` (one character), as policies, filters and listener rules have them.

One pass over the text whatever the pattern is: the patterns are strangers', and a matcher that goes back and tries
again needs hours for a hundred stars.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable
from enum import Enum


class Wild(Enum):
    """What stands in a pattern for text that it does not name."""

    ANY = "*"
    ONE = "?"


Token = str | Wild


class Wildcard:
    """A pattern, ready to be matched. Its tokens are single characters, `Wild.ONE` and `Wild.ANY`."""

    def __init__(self, tokens: Iterable[Token], *, ignore_case: bool = False) -> None:
        tokens = list(tokens)
        self._ignore_case = ignore_case
        # Most patterns have no wildcard, or one at the end; those are compared as they are.
        plain = list(itertools.takewhile(lambda token: not isinstance(token, Wild), tokens))
        self._start = self._folded("".join(map(str, plain)))
        self._rest = tokens[len(plain) :]
        self._at: dict[str, int] = {}
        self._loops = self._everywhere = self._length = 0
        # Bit i of a state says: i characters of the pattern are read. A star keeps its bit whatever comes.
        for token in tokens:
            bit = 1 << self._length
            if token is Wild.ANY:
                self._loops |= bit
                continue
            if isinstance(token, Wild):
                self._everywhere |= bit
            else:
                for character in self._folded(token):
                    self._at[character] = self._at.get(character, 0) | 1 << self._length
                    self._length += 1
                continue
            self._length += 1

    def matches(self, text: str) -> bool:
        """Whether the whole text fits."""
        text = self._folded(text)
        if not self._rest:
            return text == self._start
        if not text.startswith(self._start) or self._rest == [Wild.ANY]:
            return text.startswith(self._start)
        state, loops, everywhere, at = 1, self._loops, self._everywhere, self._at
        for character in text:
            state = (state & (at.get(character, 0) | everywhere)) << 1 | state & loops
            if not state:
                return False
        return bool(state >> self._length & 1)

    def _folded(self, text: str) -> str:
        return text.lower() if self._ignore_case else text


def tokens(pattern: str, *, one: bool = True, escapes: bool = False) -> list[Token]:
    r"""A pattern's tokens; with `escapes` a backslash makes the next character plain, without `one` a `?` is plain."""
    found: list[Token] = []
    characters = iter(pattern)
    for character in characters:
        if escapes and character == "\\":
            found.append(next(characters, "\\"))
        elif character == "*":
            found.append(Wild.ANY)
        elif character == "?" and one:
            found.append(Wild.ONE)
        else:
            found.append(character)
    return found


@functools.lru_cache(maxsize=4096)
def compiled(pattern: str, *, ignore_case: bool = False, one: bool = True, escapes: bool = False) -> Wildcard:
    """The pattern, ready to be matched; see `tokens`."""
    return Wildcard(tokens(pattern, one=one, escapes=escapes), ignore_case=ignore_case)


def matches(pattern: str, text: str, *, ignore_case: bool = False, one: bool = True, escapes: bool = False) -> bool:
    """Whether the whole text fits the pattern; nothing but `*` and `?` is special, brackets least of all."""
    if pattern == text or pattern == "*":
        return True
    return compiled(pattern, ignore_case=ignore_case, one=one, escapes=escapes).matches(text)
