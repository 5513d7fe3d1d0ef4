"""Scheduled rules of EventBridge's default bus.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html
https://docs.aws.amazon.com/lambda/latest/dg/with-eventbridge-scheduler.html
What a rule may not do without permission for any event, test_resource_policies.py tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from schedules import Shop, open_shop, refusal

from lambda_workshop.backends import Backend
from lambda_workshop.cloud import schedules

pytestmark = pytest.mark.trigger("schedule")

NO_HURRY = "a schedule's own time cannot be moved: what fires each minute is seen to fire after a minute"


@pytest.fixture(scope="module")
def shop(backend: Backend) -> Iterator[Shop]:
    opened = open_shop(backend)
    yield opened
    opened.close()


@pytest.mark.differs(localstack=NO_HURRY)
def test_the_event_is_the_documented_one(shop: Shop) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchevents.html"""
    arn = shop.rule("cron(0 20 * * ? *)")
    due = schedules.jump(shop.cloud, arn).due
    (event,) = shop.get(arn)
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", event.pop("id"))
    assert event == {
        "version": "0",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": shop.cloud.account,
        "time": f"{due:%Y-%m-%dT20:00:00Z}",
        "region": shop.cloud.region,
        "resources": [arn],
        "detail": {},
    }


@pytest.mark.differs(localstack=NO_HURRY)
def test_a_rate_fires_once_in_each_period_of_the_rules_own_time(shop: Shop) -> None:
    arn = shop.rule("rate(1 minute)")
    schedules.hurry(shop.cloud, arn, 120)
    times = [datetime.fromisoformat(event["time"]) for event in shop.get(arn, 3)]
    assert {later - earlier for earlier, later in pairwise(times)} == {timedelta(minutes=1)}
    arrived = [when for when, _event in shop.got(arn)]
    assert arrived[2] - arrived[0] == pytest.approx(1.0, abs=0.5)


@pytest.mark.differs(localstack=NO_HURRY)
def test_without_permission_or_disabled_it_stays_silent_and_the_others_keep_the_worlds_time(shop: Shop) -> None:
    silent = shop.rule("cron(0 20 * * ? *)", permitted=False)
    waiting = shop.rule("cron(0 20 * * ? *)")
    disabled = shop.rule("rate(1 minute)", State="DISABLED")
    permitted = shop.rule("cron(0 20 * * ? *)")
    schedules.jump(shop.cloud, silent)
    schedules.jump(shop.cloud, permitted)
    with pytest.raises(ValueError, match="disabled"):
        schedules.jump(shop.cloud, disabled)
    shop.get(permitted)
    assert [shop.got(arn) for arn in (silent, waiting, disabled)] == [[], [], []]


@pytest.mark.differs(localstack=NO_HURRY)
def test_every_target_gets_its_own_input(shop: Shop) -> None:
    arn = shop.rule("cron(0 20 * * ? *)")
    transformer = {"InputPathsMap": {"when": "$.time"}, "InputTemplate": '{"night": <when>, "mark": "transformed"}'}
    targets = [
        {"Id": "constant", "Arn": shop.function, "Input": '{"report": "constant"}'},
        {"Id": "transformed", "Arn": shop.function, "InputTransformer": transformer},
    ]
    shop.cloud.client("events").put_targets(Rule=arn.rsplit("/", 1)[-1], Targets=targets)
    due = schedules.jump(shop.cloud, arn).due
    assert shop.get("constant") == [{"report": "constant"}]
    assert shop.get("transformed") == [{"night": f"{due:%Y-%m-%dT%H:%M:%SZ}", "mark": "transformed"}]
    assert len(shop.get(arn)) == 1


@pytest.mark.parametrize(
    "expression",
    [
        "rate(1 minutes)",
        "rate(5 minute)",
        "rate(0 minutes)",
        "rate(5 seconds)",
        "cron(0 2 * * *)",
        "cron(0 2 * * * *)",
        "at(2030-01-01T00:00:00)",
        "every night",
        pytest.param("cron(0 25 * * ? *)", marks=pytest.mark.differs(localstack="cron fields out of range are taken")),
        "cron(0 2 ? * ? *)",
    ],
)
def test_a_bad_expression_is_refused(shop: Shop, expression: str) -> None:
    events = shop.cloud.client("events")
    code, message = refusal(lambda: events.put_rule(Name=shop.name, ScheduleExpression=expression))
    assert (code, message) == ("ValidationException", "Parameter ScheduleExpression is not valid.")


def test_a_rule_needs_a_schedule_or_a_pattern(shop: Shop) -> None:
    code, message = refusal(lambda: shop.cloud.client("events").put_rule(Name=shop.name))
    assert (code, message) == (
        "ValidationException",
        "Parameter(s) EventPattern or ScheduleExpression must be specified.",
    )


def test_only_the_default_bus_has_schedules(shop: Shop) -> None:
    events, bus = shop.cloud.client("events"), shop.name
    events.create_event_bus(Name=bus)
    put = {"Name": shop.name, "ScheduleExpression": "rate(1 minute)", "EventBusName": bus}
    assert refusal(lambda: events.put_rule(**put)) == (
        "ValidationException",
        "ScheduleExpression is supported only on the default event bus.",
    )


def test_what_the_rule_was_given_is_what_it_shows(shop: Shop) -> None:
    arn = shop.rule("cron(0 20 ? * MON-FRI *)", State="DISABLED", Description="the nightly report")
    shown = shop.cloud.client("events").describe_rule(Name=arn.rsplit("/", 1)[-1])
    assert (shown["Arn"], shown["ScheduleExpression"], shown["State"]) == (arn, "cron(0 20 ? * MON-FRI *)", "DISABLED")
