"""When `rate()`, `cron()` and `at()` fire: reading them, and their next time after a moment. Nothing else.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rate-expressions.html
https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
"""

from __future__ import annotations

import calendar
import functools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import partial
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

FIRST_YEAR, LAST_YEAR = 1970, 2199
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
_WEEKDAYS = {name: number for number, name in enumerate(("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"), 1)}
_UNITS = {"minute": 60, "hour": 3600, "day": 86400}
_SLOWEST = 100 * 366 * 86400
"""Seconds of the longest rate; further on, the calendar ends."""
_RATE = re.compile(r"rate\(\s*([0-9]{1,9})\s+(minute|hour|day)(s?)\s*\)")
_AT = re.compile(r"at\(([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})\)")
_NUMBER = re.compile(r"[0-9]{1,4}")
_REPEATED_HOURS = timedelta(hours=3)
"""No time zone sets its clocks back by more than this."""


class BadExpression(ValueError):
    """It is not an expression that AWS takes; the message says what is wrong with it."""


class Expression(Protocol):
    """What the three kinds can do."""

    def next_after(self, moment: datetime, anchor: datetime, zone: tzinfo = UTC) -> datetime | None:
        """The first time after the moment, in UTC; None when there is none.

        `anchor` is where a rate counts from; `zone` is the clock that cron and at are read on.
        """


@dataclass(frozen=True)
class Rate:
    """`rate(5 minutes)`: the anchor and every so many seconds after it, whatever the clocks do in spring."""

    seconds: int

    def next_after(self, moment: datetime, anchor: datetime, zone: tzinfo = UTC) -> datetime:
        """See Expression."""
        periods = (moment - anchor) // timedelta(seconds=self.seconds) + 1
        return anchor + max(periods, 0) * timedelta(seconds=self.seconds)


@dataclass(frozen=True)
class At:
    """`at(2026-12-24T18:00:00)`: once, by the clock of the zone."""

    local: datetime

    def next_after(self, moment: datetime, anchor: datetime, zone: tzinfo = UTC) -> datetime | None:
        """See Expression. A time that spring leaves out is read by the offset from before the change."""
        due = self.local.replace(tzinfo=zone).astimezone(UTC)
        return due if due > moment else None


Days = Callable[[date], bool]


@dataclass(frozen=True)
class Cron:
    """`cron(0 20 ? * MON-FRI *)`: minutes, hours, a test of the day, months and years."""

    minutes: frozenset[int]
    hours: frozenset[int]
    falls_on: Days
    months: frozenset[int]
    years: frozenset[int]

    def next_after(self, moment: datetime, anchor: datetime, zone: tzinfo = UTC) -> datetime | None:
        """See Expression. A time that spring leaves out is skipped; one that autumn repeats fires the first time."""
        local = moment.astimezone(zone).replace(tzinfo=None, fold=0)
        for due in self._times(local - _REPEATED_HOURS):
            aware = due.replace(tzinfo=zone)
            found = aware.astimezone(UTC)
            exists = found.astimezone(zone).replace(tzinfo=None) == due
            if exists and found > moment:
                return found
        return None

    def _times(self, start: datetime) -> Iterator[datetime]:
        """The local times from there on, whether the zone has them or not."""
        clock = [time(hour, minute) for hour in sorted(self.hours) for minute in sorted(self.minutes)]
        for day in self._days(start.date()):
            for at in clock:
                if (found := datetime.combine(day, at)) >= start:
                    yield found

    def _days(self, start: date) -> Iterator[date]:
        for year in sorted(year for year in self.years if year >= start.year):
            for month in sorted(self.months):
                for number in range(1, calendar.monthrange(year, month)[1] + 1):
                    day = date(year, month, number)
                    if day >= start and self.falls_on(day):
                        yield day


@functools.lru_cache(maxsize=4096)
def for_rule(text: str) -> Expression:
    """A rule's expression: `rate()` or `cron()`. Raises BadExpression."""
    if text.startswith("cron("):
        return _cron(text)
    return _rate(text, strict=True)


@functools.lru_cache(maxsize=4096)
def for_scheduler(text: str) -> Expression:
    """A schedule's expression: `rate()`, `cron()` or `at()`. Raises BadExpression."""
    if text.startswith("cron("):
        return _cron(text)
    if text.startswith("at("):
        return _at(text)
    return _rate(text, strict=False)


def next_runs(
    expression: str, after: datetime, *, count: int = 5, zone: str = "UTC", rule: bool = False
) -> list[datetime]:
    """The next times, in UTC, at which an expression fires; fewer than `count` when it ends before.

    Args:
        expression: `rate()`, `cron()`, and for Scheduler `at()`.
        after: an aware moment; a rate counts from here.
        count: how many times.
        zone: the time zone's IANA name. Rules know only UTC.
        rule: whether it is a rule's expression, whose grammar is stricter.

    Raises:
        BadExpression: AWS refuses it; the message says why.
    """
    parsed = for_rule(expression) if rule else for_scheduler(expression)
    clock, found, moment = zone_of(zone), list[datetime](), after.astimezone(UTC)
    while len(found) < count and (due := parsed.next_after(moment, after.astimezone(UTC), clock)) is not None:
        found.append(due)
        moment = due
    return found


def zone_of(name: str) -> tzinfo:
    """The time zone of an IANA name such as `Europe/Prague`. Raises BadExpression."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadExpression(f"{name} is not a time zone") from error


def _rate(text: str, *, strict: bool) -> Rate:
    """`strict` is a rule's grammar: "1 minute" and "5 minutes", and neither "1 minutes" nor "5 minute"."""
    found = _RATE.fullmatch(text)
    if not found:
        raise BadExpression("it is neither rate(value unit) nor cron(fields)")
    value, plural = int(found[1]), bool(found[3])
    if value < 1:
        raise BadExpression("a rate is a positive number")
    if strict and plural != (value > 1):
        raise BadExpression(f"{value} takes {found[2]}{'s' if value > 1 else ''}")
    seconds = value * _UNITS[found[2]]
    if seconds > _SLOWEST:
        raise BadExpression("it would never come round")
    return Rate(seconds)


def _at(text: str) -> At:
    found = _AT.fullmatch(text)
    if not found:
        raise BadExpression("it is not at(yyyy-mm-ddThh:mm:ss)")
    try:
        local = datetime.fromisoformat(found[1])
    except ValueError as error:
        raise BadExpression(str(error)) from error
    if not FIRST_YEAR <= local.year <= LAST_YEAR:
        raise BadExpression(f"the year is not within {FIRST_YEAR}-{LAST_YEAR}")
    return At(local)


def _cron(text: str) -> Cron:
    if not text.endswith(")"):
        raise BadExpression("the bracket is not closed")
    fields = text.removeprefix("cron(").removesuffix(")").split()
    if len(fields) != 6:
        raise BadExpression(f"cron has six fields, and this has {len(fields)}")
    minutes, hours, of_month, months, of_week, years = fields
    if (of_month == "?") == (of_week == "?"):
        raise BadExpression("exactly one of day-of-month and day-of-week is ?")
    return Cron(
        _numbers("minutes", minutes, 0, 59),
        _numbers("hours", hours, 0, 23),
        _by_month(of_month) if of_week == "?" else _by_week(of_week),
        _numbers("month", months, 1, 12, _MONTHS),
        _numbers("year", years, FIRST_YEAR, LAST_YEAR),
    )


def _numbers(field: str, text: str, low: int, high: int, names: dict[str, int] | None = None) -> frozenset[int]:
    """The values of one field: `*`, `7`, `1-5`, `MON-FRI`, `0/15`, and several of them with commas."""
    found: set[int] = set()
    for part in text.split(","):
        span, slash, step = part.partition("/")
        first, dash, last = span.partition("-")
        if span == "*":
            start, end = low, high
        else:
            start = _value(field, first, low, high, names)
            end = _value(field, last, low, high, names) if dash else (high if slash else start)
        every = _positive(field, step) if slash else 1
        if start > end:
            raise BadExpression(f"{field}: {span} runs backwards")
        found.update(range(start, end + 1, every))
    return frozenset(found)


def _value(field: str, text: str, low: int, high: int, names: dict[str, int] | None = None) -> int:
    named = (names or {}).get(text.capitalize())
    if named is not None:
        return named
    if not _NUMBER.fullmatch(text) or not low <= int(text) <= high:
        raise BadExpression(f"{field}: {text or 'nothing'} is not within {low}-{high}")
    return int(text)


def _positive(field: str, text: str) -> int:
    if not _NUMBER.fullmatch(text) or int(text) < 1:
        raise BadExpression(f"{field}: the step {text or 'nothing'} is not a positive number")
    return int(text)


def _by_month(text: str) -> Days:
    """The days of a month: numbers, `L` (the last), `LW` (the last weekday), `15W` (the weekday nearest the 15th)."""
    tests: list[Days] = []
    plain: list[str] = []
    for part in text.split(","):
        if part.upper() == "L":
            tests.append(lambda day: day.day == _last(day))
        elif part.upper() == "LW":
            tests.append(lambda day: day == _nearest_weekday(day, _last(day)))
        elif part.upper().endswith("W"):
            number = _value("day-of-month", part[:-1], 1, 31)
            tests.append(partial(_is_nearest_weekday, number))
        else:
            plain.append(part)
    return _either(
        tests, _numbers("day-of-month", ",".join(plain), 1, 31) if plain else frozenset(), lambda day: day.day
    )


def _by_week(text: str) -> Days:
    """The days of a week, Sunday 1: numbers or names, `L` (Saturday), `6L` (last Friday), `3#2` (second Tuesday)."""
    if "/" in text:
        raise BadExpression("day-of-week: / is not for days of the week")
    tests: list[Days] = []
    plain: list[str] = []
    for part in text.split(","):
        if "#" in part:
            if "," in text:
                raise BadExpression("day-of-week: with # there is one expression only")
            name, _hash, nth = part.partition("#")
            weekday, which = _weekday(name), _value("day-of-week", nth, 1, 5)
            tests.append(partial(_is_nth, weekday, which))
        elif part.upper() == "L":
            plain.append("7")
        elif part.upper().endswith("L"):
            tests.append(partial(_is_last_of_its_name, _weekday(part[:-1])))
        else:
            plain.append(part)
    numbers = _numbers("day-of-week", ",".join(plain), 1, 7, _WEEKDAYS) if plain else frozenset()
    return _either(tests, numbers, _number_of)


def _either(tests: Sequence[Days], numbers: frozenset[int], number_of: Callable[[date], int]) -> Days:
    return lambda day: number_of(day) in numbers or any(test(day) for test in tests)


def _weekday(text: str) -> int:
    return _value("day-of-week", text, 1, 7, _WEEKDAYS)


def _number_of(day: date) -> int:
    """Sunday is 1."""
    return day.isoweekday() % 7 + 1


def _last(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def _is_nth(weekday: int, which: int, day: date) -> bool:
    return _number_of(day) == weekday and (day.day - 1) // 7 + 1 == which


def _is_last_of_its_name(weekday: int, day: date) -> bool:
    return _number_of(day) == weekday and day.day + 7 > _last(day)


def _is_nearest_weekday(number: int, day: date) -> bool:
    return number <= _last(day) and day == _nearest_weekday(day, number)


def _nearest_weekday(month: date, number: int) -> date:
    """The Monday to Friday nearest to that day, within its month."""
    day = month.replace(day=number)
    if day.isoweekday() == 6:
        return day - timedelta(days=1) if number > 1 else day + timedelta(days=2)
    if day.isoweekday() == 7:
        return day + timedelta(days=1) if number < _last(day) else day - timedelta(days=2)
    return day
