"""AMAZON.DATE: the dates that people say, as Alexa writes them.

https://developer.amazon.com/en-US/docs/alexa/custom-skills/slot-type-reference.html#date
A date without a year is the next one to come; a week is `2026-W48`, a weekend `2026-W48-WE`, a month `2026-12`, a year
`2026`, and "now" is `PRESENT_REF`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from lambda_workshop.simulators.alexa.words import four_digits, number, ordinal

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


def spoken_date(words: Sequence[str], today: date) -> str | None:
    """What AMAZON.DATE holds for these words, or None when they say no date."""
    text = " ".join(words)
    known = _relative(text, today)
    if known:
        return known
    if len(words) in (1, 2) and words[-1] in _DAYS:
        return _weekday(list(words), today)
    if len(words) == 1 and words[0] in _MONTHS:
        month = _MONTHS.index(words[0]) + 1
        return f"{today.year + (month < today.month)}-{month:02d}"
    return _calendar([word for word in words if word not in ("the", "of", "on")], today) or _written(text)


def _relative(text: str, today: date) -> str | None:
    def week(day: date, end: str = "") -> str:
        year, number_of_week, _day = day.isocalendar()
        return f"{year}-W{number_of_week:02d}{end}"

    def month(ahead: int) -> str:
        months = today.year * 12 + today.month - 1 + ahead
        return f"{months // 12}-{months % 12 + 1:02d}"

    seven = timedelta(days=7)
    table: dict[str, Callable[[], str]] = {
        "now": lambda: "PRESENT_REF",
        "right now": lambda: "PRESENT_REF",
        "today": lambda: today.isoformat(),
        "tomorrow": lambda: (today + timedelta(days=1)).isoformat(),
        "the day after tomorrow": lambda: (today + timedelta(days=2)).isoformat(),
        "yesterday": lambda: (today - timedelta(days=1)).isoformat(),
        "this week": lambda: week(today),
        "next week": lambda: week(today + seven),
        "last week": lambda: week(today - seven),
        "this weekend": lambda: week(today, "-WE"),
        "next weekend": lambda: week(today + seven, "-WE"),
        "this month": lambda: month(0),
        "next month": lambda: month(1),
        "last month": lambda: month(-1),
        "this year": lambda: str(today.year),
        "next year": lambda: str(today.year + 1),
        "last year": lambda: str(today.year - 1),
    }
    return table[text]() if text in table else None


def _weekday(words: list[str], today: date) -> str | None:
    first = words[0] if len(words) == 2 else "this"
    if first not in ("this", "next", "last", "on"):
        return None
    ahead = (_DAYS.index(words[-1]) - today.weekday()) % 7
    # "monday" said on a Monday means the next one.
    days = ahead - 7 if first == "last" else ahead or 7
    return (today + timedelta(days=days)).isoformat()


def _calendar(words: list[str], today: date) -> str | None:
    """`december third`, `third december`, `december 3 2026`, `december twenty first twenty twenty six`."""
    months = [index for index, word in enumerate(words) if word in _MONTHS]
    if len(months) != 1:
        return None
    at = months[0]
    month, before, after = _MONTHS.index(words[at]) + 1, words[:at], words[at + 1 :]
    day = _day_of(before) if before else None
    if before and day is None:
        return None
    for cut in range(len(after), -1, -1) if day is None else [0]:
        found = day if day is not None else _day_of(after[:cut])
        rest = after if day is not None else after[cut:]
        year = four_digits(rest) if rest else None
        if found is None or (rest and year is None):
            continue
        return _complete(int(year) if year else None, month, found, today)
    return None


def _day_of(words: Sequence[str]) -> int | None:
    found = ordinal(words)
    return found if found is not None else number(words)


def _complete(year: int | None, month: int, day: int, today: date) -> str | None:
    try:
        found = date(year or today.year, month, day)
        return (found if year or found >= today else date(today.year + 1, month, day)).isoformat()
    except (ValueError, OverflowError):
        return None


def _written(text: str) -> str | None:
    """A date that is typed as Alexa writes it; its hyphens are spaces here."""
    try:
        return date.fromisoformat("-".join(text.split())).isoformat()
    except ValueError:
        return None
