"""When `rate()`, `cron()` and `at()` fire.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html
https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from lambda_workshop.aws import schedule_expressions as expressions
from lambda_workshop.aws.schedule_expressions import BadExpression, next_runs

MONDAY = datetime(2026, 11, 23, 13, 7, 30, tzinfo=UTC)


def runs(expression: str, count: int = 3, *, after: datetime = MONDAY, zone: str = "UTC") -> list[str]:
    """The next times as `MM-DD HH:MM` in UTC."""
    return [f"{due:%m-%d %H:%M}" for due in next_runs(expression, after, count=count, zone=zone)]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("cron(0 10 * * ? *)", ["11-24 10:00", "11-25 10:00", "11-26 10:00"]),
        ("cron(15 12 * * ? *)", ["11-24 12:15", "11-25 12:15", "11-26 12:15"]),
        ("cron(0 18 ? * MON-FRI *)", ["11-23 18:00", "11-24 18:00", "11-25 18:00"]),
        ("cron(0 8 1 * ? *)", ["12-01 08:00", "01-01 08:00", "02-01 08:00"]),
        ("cron(0/15 * * * ? *)", ["11-23 13:15", "11-23 13:30", "11-23 13:45"]),
        ("cron(0/10 * ? * MON-FRI *)", ["11-23 13:10", "11-23 13:20", "11-23 13:30"]),
        ("cron(0/5 8-17 ? * MON-FRI *)", ["11-23 13:10", "11-23 13:15", "11-23 13:20"]),
        ("cron(0 9 ? * 2#1 *)", ["12-07 09:00", "01-04 09:00", "02-01 09:00"]),
        ("cron(1/10 13 * * ? *)", ["11-23 13:11", "11-23 13:21", "11-23 13:31"]),
        ("cron(0 9 L * ? *)", ["11-30 09:00", "12-31 09:00", "01-31 09:00"]),
        ("cron(0 9 LW * ? *)", ["11-30 09:00", "12-31 09:00", "01-29 09:00"]),
        ("cron(0 9 3W * ? *)", ["12-03 09:00", "01-04 09:00", "02-03 09:00"]),
        ("cron(0 9 1W * ? *)", ["12-01 09:00", "01-01 09:00", "02-01 09:00"]),
        ("cron(0 9 ? * 6L *)", ["11-27 09:00", "12-25 09:00", "01-29 09:00"]),
        ("cron(0 9 ? * L *)", ["11-28 09:00", "12-05 09:00", "12-12 09:00"]),
        ("cron(0 9 ? JAN,jul SUN,3 *)", ["01-03 09:00", "01-05 09:00", "01-10 09:00"]),
        ("cron(0 0 29 2 ? *)", ["02-29 00:00", "02-29 00:00", "02-29 00:00"]),
        ("cron(30 20 24 12 ? 2026-2027)", ["12-24 20:30", "12-24 20:30"]),
        ("cron(0 0 31 2 ? *)", []),
        ("rate(5 minutes)", ["11-23 13:12", "11-23 13:17", "11-23 13:22"]),
        ("rate(2 hours)", ["11-23 15:07", "11-23 17:07", "11-23 19:07"]),
        ("at(2026-12-24T18:00:00)", ["12-24 18:00"]),
    ],
)
def test_the_next_times(expression: str, expected: list[str]) -> None:
    assert runs(expression) == expected


def test_spring_skips_a_time_that_does_not_exist() -> None:
    """Prague turns 02:00 into 03:00 on 29 March 2026; the offset is two hours from then on."""
    start = datetime(2026, 3, 27, 12, tzinfo=UTC)
    assert runs("cron(30 2 * * ? *)", after=start, zone="Europe/Prague") == [
        "03-28 01:30",
        "03-30 00:30",
        "03-31 00:30",
    ]


def test_autumn_runs_a_repeated_time_once() -> None:
    """Prague turns 03:00 into 02:00 on 25 October 2026, so that 02:30 comes twice."""
    start = datetime(2026, 10, 24, 12, tzinfo=UTC)
    assert runs("cron(30 2 * * ? *)", after=start, zone="Europe/Prague") == [
        "10-25 00:30",
        "10-26 01:30",
        "10-27 01:30",
    ]
    between = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)
    assert runs("cron(30 2 * * ? *)", 1, after=between, zone="Europe/Prague") == ["10-26 01:30"]


def test_a_rate_of_a_day_is_24_hours_whatever_the_clocks_do() -> None:
    start = datetime(2026, 3, 28, 1, 30, tzinfo=UTC)
    assert runs("rate(1 day)", 2, after=start, zone="Europe/Prague") == ["03-29 01:30", "03-30 01:30"]


def test_a_time_zone_moves_the_wall_clock() -> None:
    assert runs("cron(0 20 * * ? *)", 1, zone="Europe/Prague") == ["11-23 19:00"]
    assert runs("cron(0 20 * * ? *)", 1, zone="Asia/Tokyo") == ["11-24 11:00"]
    assert runs("at(2026-12-24T18:00:00)", 1, zone="America/New_York") == ["12-24 23:00"]


def test_every_next_time_fits_its_expression_and_none_is_left_out() -> None:
    """Against a slow reading of the same fields, from random moments."""
    chosen = random.Random(7)
    for _ in range(20):
        minute, hour, weekday = chosen.randrange(60), chosen.randrange(24), chosen.randrange(1, 8)
        start = MONDAY + timedelta(minutes=chosen.randrange(600_000))
        (found,) = next_runs(f"cron({minute} {hour} ? * {weekday} *)", start, count=1)
        slow = start.replace(second=0) + timedelta(minutes=1)
        while (slow.minute, slow.hour, slow.isoweekday() % 7 + 1) != (minute, hour, weekday):
            slow += timedelta(minutes=1)
        assert found == slow


BAD_FOR_BOTH = [
    "",
    "every minute",
    "rate(0 minutes)",
    "rate(-5 minutes)",
    "rate(1.5 hours)",
    "rate(5 seconds)",
    "rate(5 weeks)",
    "rate(5)",
    "rate(99999999999 days)",
    "cron(0 10 * * ?)",
    "cron(0 10 * * ? * *)",
    "cron(0 10 * * * *)",
    "cron(0 10 ? * ? *)",
    "cron(60 10 * * ? *)",
    "cron(0 24 * * ? *)",
    "cron(0 10 0 * ? *)",
    "cron(0 10 32 * ? *)",
    "cron(0 10 * 13 ? *)",
    "cron(0 10 ? * 8 *)",
    "cron(0 10 ? * 0 *)",
    "cron(0 10 ? * MON#6 *)",
    "cron(0 10 ? * MON#1,FRI#3 *)",
    "cron(0 10 ? * 2/2 *)",
    "cron(0 10 * * ? 1969)",
    "cron(0/0 10 * * ? *)",
    "cron(50-10 10 * * ? *)",
    "cron(, 10 * * ? *)",
    "cron(0, 10, *, *, ?, *)",
    "cron(? 10 * * ? *)",
    "cron(0 10 * * ? *",
    "cron(٣ 10 * * ? *)",
    "CRON(0 10 * * ? *)",
]


@pytest.mark.parametrize("expression", BAD_FOR_BOTH)
def test_bad_expressions_are_bad_for_both_services(expression: str) -> None:
    with pytest.raises(BadExpression):
        expressions.for_rule(expression)
    with pytest.raises(BadExpression):
        expressions.for_scheduler(expression)


@pytest.mark.parametrize("expression", ["rate(1 minutes)", "rate(5 minute)", "at(2030-01-01T00:00:00)"])
def test_scheduler_takes_what_a_rule_refuses(expression: str) -> None:
    with pytest.raises(BadExpression):
        expressions.for_rule(expression)
    expressions.for_scheduler(expression)


@pytest.mark.parametrize(
    "expression", ["at(2030-01-01)", "at(2030-01-01T00:00:00Z)", "at(2030-13-01T00:00:00)", "at(01-01-2030T00:00:00)"]
)
def test_a_bad_date_is_refused(expression: str) -> None:
    with pytest.raises(BadExpression):
        expressions.for_scheduler(expression)


@pytest.mark.parametrize("name", ["Europe/Atlantis", "", "../../etc/passwd", "Europe", "CET+1"])
def test_a_time_zone_that_does_not_exist_is_refused(name: str) -> None:
    with pytest.raises(BadExpression):
        expressions.zone_of(name)
