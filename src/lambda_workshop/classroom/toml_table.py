"""Strict reading of a TOML file that a person wrote: every mistake in a sentence with its line, all of them at once."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

_KEY = r"(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')"
_KEYS = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_TABLE = re.compile(rf"^\s*(?P<open>\[\[?)\s*(?P<keys>{_KEYS})\s*\]")
_VALUE = re.compile(rf"^\s*(?P<keys>{_KEYS})\s*=")
_AT_LINE = re.compile(r"^(?P<why>.*) \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")

_LARGEST = 1_000_000.0

Keys = tuple[str | int, ...]


@dataclass(frozen=True)
class Mistake:
    """What is wrong at a line, counted from 1."""

    line: int
    text: str


@dataclass
class Lines:
    """Where each key of a TOML text stands, and what was found wrong with it."""

    text: str
    mistakes: list[Mistake] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._found: dict[Keys, int] = {}
        table: Keys = ()
        counts: dict[Keys, int] = {}
        for number, line in enumerate(self.text.splitlines(), start=1):
            if header := _TABLE.match(line):
                table = _split(header["keys"])
                if header["open"] == "[[":
                    counts[table] = counts.get(table, -1) + 1
                    table = (*table, counts[table])
                self._found.setdefault(table, number)
            elif value := _VALUE.match(line):
                self._found.setdefault((*table, *_split(value["keys"])), number)

    def of(self, keys: Keys, value: object = None) -> int:
        """The line of the key, of what it stands in, or of this text among its values."""
        known = next((keys[:length] for length in range(len(keys), 0, -1) if keys[:length] in self._found), ())
        first = self._found.get(known, 1)
        if isinstance(value, str):
            wanted = (f'"{value}"', f"'{value}'")
            for number, line in enumerate(self.text.splitlines()[first - 1 :], start=first):
                if any(one in line for one in wanted):
                    return number
        return first

    def add(self, keys: Keys, text: str, value: object = None) -> None:
        """Note a mistake at this key."""
        mistake = Mistake(self.of(keys, value), text)
        if mistake not in self.mistakes:
            self.mistakes.append(mistake)


def parsed(text: str) -> tuple[Table, Lines]:
    """The file's top table; where it is no TOML, an empty one and the mistake that says so."""
    lines = Lines(text)
    try:
        data = tomllib.loads(text)
    except RecursionError:
        lines.mistakes.append(Mistake(1, "there are lists in lists without end"))
        data = {}
    except tomllib.TOMLDecodeError as error:
        match = _AT_LINE.match(str(error))
        number = int(match["line"]) if match and match["line"] else max(1, len(text.splitlines()))
        why = match["why"] if match else str(error)
        lines.mistakes.append(Mistake(number, f"this is no TOML: {why[:1].lower()}{why[1:]}"))
        data = {}
    return Table(data, (), lines), lines


class Table:
    """One table of the file. Each reading method gives the value, or the default and a mistake; `end` finds more."""

    def __init__(self, data: Mapping[str, Any], keys: Keys, lines: Lines) -> None:
        self._data = data
        self._keys = keys
        self._lines = lines
        self._asked: list[str] = []

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def wrong(self, key: str, text: str, value: object = None) -> None:
        """Note a mistake at one of its keys."""
        self._lines.add((*self._keys, key) if key else self._keys, text, value)

    def text(self, key: str, default: str = "", *, needed: bool = False, choices: Sequence[str] = ()) -> str:
        """A text, of one line and not blank."""
        value = self._value(key, needed)
        if value is None:
            return default
        if not isinstance(value, str) or not value.strip() or len(value.splitlines()) > 1:
            self.wrong(key, f"`{key}` is a text of one line in quotes, and this is {_said(value)}")
            return default
        if choices and value not in choices:
            self.wrong(key, f"`{key}` is {_or(choices)}, and this is {_said(value)}{_meant(value, choices)}", value)
            return default
        return value.strip()

    def yes(self, key: str, default: bool) -> bool:
        """true or false."""
        value = self._value(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.wrong(key, f"`{key}` is true or false, without quotes, and this is {_said(value)}")
            return default
        return value

    def number(
        self, key: str, default: float | None = None, *, least: float = 0.0, most: float = _LARGEST
    ) -> float | None:
        """A number between two others."""
        value = self._value(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
            self.wrong(key, f"`{key}` is a number, and this is {_said(value)}")
            return default
        if not least <= value <= most:
            self.wrong(key, f"`{key}` is from {least:g} to {most:g}, and this is {value}")
            return default
        return float(value)

    def texts(self, key: str, *, needed: bool = False, known: Collection[str] = (), what: str = "") -> tuple[str, ...]:
        """A list of texts, each once; with `known`, of these only, which are called `what`."""
        value = self._value(key, needed)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.wrong(key, f'`{key}` is a list of texts such as ["sqs", "sns"], and this is {_said(value)}')
            return ()
        if not value:
            self.wrong(key, f"`{key}` names nothing: name at least one, or leave the line out")
        for item in value:
            if known and item not in known:
                self.wrong(key, f"`{item}` is no {what}{_meant(item, known)}", item)
            elif value.count(item) > 1:
                self.wrong(key, f"`{item}` stands twice in `{key}`", item)
        return tuple(dict.fromkeys(item for item in value if not known or item in known))

    def time(self, key: str, *, needed: bool = False) -> datetime | None:
        """A date with a time, as 2026-05-04T18:00:00; a date alone is its last minute."""
        value = self._value(key, needed)
        if isinstance(value, datetime) or value is None:
            return value
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day, 23, 59)
        self.wrong(key, f"`{key}` is a time such as 2026-05-04T18:00:00, without quotes, and this is {_said(value)}")
        return None

    def table(self, key: str) -> Table:
        """A table below this one; empty where there is none."""
        value = self._value(key)
        if value is not None and not isinstance(value, dict):
            self.wrong(key, f"`{key}` is a table: write [{key}] on a line, and its settings below")
            value = None
        return Table(value or {}, (*self._keys, key), self._lines)

    def tables(self, key: str) -> list[Table]:
        """The tables `[[key]]`, in their order."""
        value = self._value(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.wrong(key, f"`{key}` is written as [[{key}]] on a line, once for each, with its settings below")
            return []
        return [Table(item, (*self._keys, key, place), self._lines) for place, item in enumerate(value)]

    def below(self) -> list[tuple[str, Table]]:
        """Each key with its table, where the keys are the file's own names."""
        self._asked += self._data
        found = []
        for key, value in self._data.items():
            if isinstance(value, dict):
                found.append((key, Table(value, (*self._keys, key), self._lines)))
            else:
                self.wrong(key, f'`{key}` is a table such as {key} = {{ name = "..." }}, and this is {_said(value)}')
        return found

    def numbers(self, known: Collection[str], what: str) -> dict[str, float]:
        """Each key with its number, where the keys are among `known`, which are called `what`."""
        found = {}
        for key in self._data:
            if key not in known:
                self._asked.append(key)
                self.wrong(key, f"`{key}` is no {what}{_meant(key, known)}")
            elif (value := self.number(key)) is not None:
                found[key] = value
        return found

    def end(self) -> None:
        """Note what stands in the table and was not asked for."""
        for key in self._data:
            if key not in self._asked:
                self.wrong(key, f"`{key}` is no setting here{_meant(key, self._asked)}")

    def _value(self, key: str, needed: bool = False) -> Any:
        self._asked.append(key)
        if needed and key not in self._data:
            self.wrong("", f"`{key}` is missing")
        return self._data.get(key)


def _split(keys: str) -> Keys:
    return tuple(match[0].strip("\"'") for match in re.finditer(_KEY, keys))


def _said(value: object) -> str:
    if isinstance(value, str):
        shown = value if len(value) <= 40 else f"{value[:37]}..."
        return f"the text {shown!r}" if value.strip() else "an empty text"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    return str(value)


def _meant(given: str, known: Collection[str]) -> str:
    close = difflib.get_close_matches(given, list(known), n=1, cutoff=0.6)
    return f". Do you mean `{close[0]}`?" if close else ""


def _or(choices: Sequence[str]) -> str:
    quoted = [f'"{choice}"' for choice in choices]
    return f"{', '.join(quoted[:-1])} or {quoted[-1]}"
