"""Spoken words: a sentence cut into words, and numbers said in words."""

from __future__ import annotations

import re
from collections.abc import Sequence

_DIGITS = {
    "zero": 0,
    "oh": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
}
_TEENS = {
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
}
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_SCALES = {"thousand": 1_000, "million": 1_000_000}
_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "eleventh": 11,
    "twelfth": 12,
    "thirteenth": 13,
    "fourteenth": 14,
    "fifteenth": 15,
    "sixteenth": 16,
    "seventeenth": 17,
    "eighteenth": 18,
    "nineteenth": 19,
    "twentieth": 20,
    "thirtieth": 30,
}
_WORD = re.compile(r"[^\W_]+(?:[.'][^\W_]+)*['.]?")


def words_of(text: str) -> list[str]:
    """The words of a sentence in lower case, without punctuation; `thirty-five` is two words, `n. b. a.` three."""
    plain = text.replace("\u2019", "'").lower()
    return [word if word.endswith("'") else word.rstrip(".") for word in _WORD.findall(plain)]


def number(words: Sequence[str]) -> int | None:
    """The number that the words say, or None: `one hundred twenty three`, `one two three` and `123` are all 123."""
    if not words:
        return None
    if all(word.isdecimal() and word.isascii() for word in words):
        return int("".join(words))
    digits = [_digit(word) for word in words]
    if all(digit is not None for digit in digits) and len(digits) > 1:
        return int("".join(str(digit) for digit in digits))
    return _said(words)


def _digit(word: str) -> int | None:
    return int(word) if len(word) == 1 and word.isdecimal() and word.isascii() else _DIGITS.get(word)


def _said(words: Sequence[str]) -> int | None:
    """A number in words, such as `two thousand and twenty six`; None for anything else, or a second scale too big."""
    total, scale_before = 0, 10**9
    part: list[str] = []
    for word in words:
        if word in _SCALES:
            size = _below_thousand(part)
            if not size or _SCALES[word] >= scale_before:
                return None
            total, scale_before, part = total + size * _SCALES[word], _SCALES[word], []
        else:
            part.append(word)
    if part[:1] == ["and"] and total:
        part = part[1:]
    if not part:
        return total or None
    rest = _below_thousand(part)
    return None if rest is None else total + rest


def _below_thousand(words: Sequence[str]) -> int | None:
    if "hundred" in words:
        cut = list(words).index("hundred")
        front = _below_hundred(words[:cut])
        rest = list(words[cut + 1 :])
        rest = rest[1:] if rest[:1] == ["and"] else rest
        back = _below_hundred(rest) if rest else 0
        return None if not front or back is None else front * 100 + back
    return _below_hundred(words)


def _below_hundred(words: Sequence[str]) -> int | None:
    if len(words) == 1:
        word = words[0]
        if word.isdecimal() and word.isascii():
            return int(word)
        return next((table[word] for table in (_DIGITS, _TEENS, _TENS) if word in table), None)
    if len(words) == 2 and words[0] in _TENS and 0 < (_DIGITS.get(words[1]) or 0) < 10:
        return _TENS[words[0]] + _DIGITS[words[1]]
    return None


def ordinal(words: Sequence[str]) -> int | None:
    """The place that the words say: `third`, `twenty first`, `3rd`; None for anything else."""
    if len(words) == 1:
        written = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)", words[0])
        return int(written[1]) if written else _ORDINALS.get(words[0])
    if len(words) == 2 and words[0] in _TENS and 0 < _ORDINALS.get(words[1], 99) < 10:
        return _TENS[words[0]] + _ORDINALS[words[1]]
    return None


def four_digits(words: Sequence[str]) -> str | None:
    """Four digits as they are said: `six zero four five`, `nineteen ninety nine`, `two thousand twenty six`."""
    spelled = [_digit(word) for word in words]
    if len(words) == 4 and None not in spelled:
        return "".join(str(digit) for digit in spelled)
    for cut in range(1, len(words)):
        halves = (_below_hundred(words[:cut]), _pair(words[cut:]))
        if halves[0] is not None and 10 <= halves[0] <= 99 and halves[1] is not None:
            return f"{halves[0]}{halves[1]}"
    if len(words) == 1 and re.fullmatch(r"[0-9]{4}", words[0]):
        return words[0]
    whole = _said(words)
    return str(whole) if whole is not None and 1000 <= whole <= 9999 else None


def _pair(words: Sequence[str]) -> str | None:
    """The last two digits of a year: `ninety nine`, `oh five`, `hundred` is not one of them."""
    if len(words) == 2 and words[0] in ("oh", "zero") and words[1] in _DIGITS:
        return f"0{_DIGITS[words[1]]}"
    value = _below_hundred(words)
    return str(value) if value is not None and 10 <= value <= 99 else None
