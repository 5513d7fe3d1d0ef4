"""Your handler, with moto in the place of EventBridge Scheduler."""

import importlib
import json
import sys
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

HERE = Path(__file__).parent
TARGET = "arn:aws:lambda:us-east-1:123456789012:function:reminder"
ROLE = "arn:aws:iam::123456789012:role/clock"


@pytest.fixture
def scheduler(monkeypatch):
    """Scheduler without a schedule, with `handler.py` freshly imported beside it."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "TARGET_ARN": TARGET,
        "ROLE_ARN": ROLE,
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.syspath_prepend(str(HERE))
    with mock_aws():
        sys.modules.pop("handler", None)
        yield boto3.client("scheduler")
        sys.modules.pop("handler", None)


def run(event):
    return importlib.import_module("handler").handler(event, None)


def delivered(day, zone="Europe/Prague", order="O-7301"):
    return {"orderId": order, "delivered": day, "zone": zone}


def names(scheduler):
    return [schedule["Name"] for schedule in scheduler.list_schedules()["Schedules"]]


def test_a_delivery_makes_a_reminder_that_fires_once_and_goes(scheduler):
    assert run(delivered("2026-11-23")) == {"reminder": "2026-11-26T10:00:00"}
    made = scheduler.get_schedule(Name="inkwell-schedule-lab-O-7301")
    assert made["ScheduleExpression"] == "at(2026-11-26T10:00:00)"
    assert made["ScheduleExpressionTimezone"] == "Europe/Prague"
    assert made["FlexibleTimeWindow"] == {"Mode": "OFF"}
    assert made["ActionAfterCompletion"] == "DELETE"
    assert (made["Target"]["Arn"], made["Target"]["RoleArn"]) == (TARGET, ROLE)
    assert json.loads(made["Target"]["Input"]) == {"orderId": "O-7301", "planned": "<aws.scheduler.scheduled-time>"}


@pytest.mark.parametrize(
    ("day", "due"), [("2026-12-30", "2027-01-02"), ("2028-02-27", "2028-03-01"), ("2027-02-26", "2027-03-01")]
)
def test_months_and_years_end_where_the_calendar_says(scheduler, day, due):
    assert run(delivered(day)) == {"reminder": f"{due}T10:00:00"}


def test_each_customer_has_a_clock(scheduler):
    run(delivered("2026-11-23", "Asia/Tokyo", "O-1"))
    run(delivered("2026-11-23", "America/New_York", "O-2"))
    zones = {
        name: scheduler.get_schedule(Name=f"inkwell-schedule-lab-{name}")["ScheduleExpressionTimezone"]
        for name in ("O-1", "O-2")
    }
    assert zones == {"O-1": "Asia/Tokyo", "O-2": "America/New_York"}


def test_the_same_delivery_twice_leaves_one_reminder(scheduler):
    assert run(delivered("2026-11-23")) == run(delivered("2026-11-23"))
    assert names(scheduler) == ["inkwell-schedule-lab-O-7301"]


def test_a_later_delivery_moves_the_reminder(scheduler):
    run(delivered("2026-11-23"))
    assert run(delivered("2026-11-25")) == {"reminder": "2026-11-28T10:00:00"}
    assert scheduler.get_schedule(Name=names(scheduler)[0])["ScheduleExpression"] == "at(2026-11-28T10:00:00)"


def test_a_review_cancels_it_and_a_second_review_is_no_failure(scheduler):
    run(delivered("2026-11-23"))
    for _ in range(2):
        assert run({"orderId": "O-7301", "reviewed": True}) == {"reminder": None}
    assert names(scheduler) == []


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"delivered": "2026-11-23", "zone": "UTC"},
        delivered("soon"),
        delivered("2026-02-30"),
        delivered("2026-11-23", order="O 7301"),
        delivered("2026-11-23", order="../O-7301"),
        {"orderId": "O-7301"},
    ],
    ids=str,
)
def test_an_event_that_makes_no_sense_raises_and_makes_nothing(scheduler, event):
    with pytest.raises((KeyError, TypeError, ValueError)):
        run(event)
    assert names(scheduler) == []
