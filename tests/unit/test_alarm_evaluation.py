"""Which state an alarm takes: the tables of AWS's page on missing data, and what they leave open.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
"""

from __future__ import annotations

import pytest

from lambda_workshop.emulator.services.alarms.evaluation import (
    ALARM,
    INSUFFICIENT_DATA,
    OK,
    Datapoint,
    Rule,
    evaluate,
    starts,
)

NOW = 1_800_000_030.0
KEPT = None
VALUES = {"0": 0.0, "X": 9.0, "-": None}


def rule(needed: int, missing: str, *, periods: int = 3, comparison: str = "GreaterThanThreshold") -> Rule:
    return Rule(60, periods, needed, 5.0, comparison, missing, "Sum")


def points(oldest_first: str) -> list[Datapoint]:
    """`0 - X`: a calm period, one without data, and the latest, which breaches."""
    newest_first = oldest_first.split()[::-1]
    return [
        Datapoint(NOW // 60 * 60 - 60 * index, VALUES[sign], 1 if VALUES[sign] is not None else 0)
        for index, sign in enumerate(newest_first)
    ]


@pytest.mark.parametrize(
    ("needed", "data", "expected"),
    [
        (3, "0 - X - X", (OK, OK, OK, OK)),
        (3, "- - - - 0", (OK, OK, OK, OK)),
        (3, "- - - - -", (INSUFFICIENT_DATA, KEPT, ALARM, OK)),
        (3, "0 X X - X", (ALARM, ALARM, ALARM, ALARM)),
        (3, "- - X - -", (ALARM, KEPT, ALARM, OK)),
        (2, "0 - X - X", (ALARM, ALARM, ALARM, ALARM)),
        (2, "0 0 X 0 X", (ALARM, ALARM, ALARM, ALARM)),
        (2, "0 - X - -", (OK, OK, ALARM, OK)),
        (2, "- - - - 0", (OK, OK, ALARM, OK)),
    ],
)
def test_missing_data_counts_as_the_alarm_says(needed: int, data: str, expected: tuple[str | None, ...]) -> None:
    found = tuple(
        evaluate(rule(needed, missing), points(data), NOW).state
        for missing in ("missing", "ignore", "breaching", "notBreaching")
    )
    assert found == expected


def test_an_alarm_that_waits_for_two_periods_does_not_ring_at_the_first() -> None:
    assert evaluate(rule(2, "missing"), points("- - - - X"), NOW).state is KEPT
    assert evaluate(rule(2, "missing"), points("- - - X -"), NOW).state == ALARM


@pytest.mark.parametrize(
    ("comparison", "ringing"),
    [
        ("GreaterThanThreshold", [6.0]),
        ("GreaterThanOrEqualToThreshold", [5.0, 6.0]),
        ("LessThanThreshold", [4.0]),
        ("LessThanOrEqualToThreshold", [4.0, 5.0]),
    ],
)
def test_a_value_is_compared_with_the_threshold(comparison: str, ringing: list[float]) -> None:
    one = rule(1, "missing", periods=1, comparison=comparison)
    values = (4.0, 5.0, 6.0)
    assert [value for value in values if evaluate(one, [Datapoint(NOW, value, 1)], NOW).state == ALARM] == ringing


def test_the_running_period_counts_once_it_has_data() -> None:
    running = NOW // 60 * 60
    one = rule(1, "missing", periods=1)
    assert starts(one, NOW, lambda start: start == running)[0] == running
    assert starts(one, NOW, lambda start: False)[0] == running - 60


def test_the_reason_names_what_was_seen() -> None:
    verdict = evaluate(rule(2, "missing"), points("0 X X"), NOW)
    assert verdict.reason == (
        "Threshold Crossed: 2 out of the last 3 datapoints [9.0 (15/01/27 08:00:00), 9.0 (15/01/27 07:59:00)] were "
        "greater than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition)."
    )
    assert verdict.data is not None
    assert verdict.data["recentDatapoints"] == [0.0, 9.0, 9.0]
    assert verdict.data["evaluatedDatapoints"][0] == {
        "timestamp": "2027-01-15T08:00:00.000+0000",
        "sampleCount": 1,
        "value": 9.0,
    }


def test_the_reason_says_when_nothing_came() -> None:
    assert evaluate(rule(3, "missing"), points("- - - - -"), NOW).reason == (
        "Insufficient Data: 3 datapoints were unknown."
    )
    assert "3 missing datapoints were treated as [Breaching]" in (
        evaluate(rule(3, "breaching"), points("- - - - -"), NOW).reason
    )
