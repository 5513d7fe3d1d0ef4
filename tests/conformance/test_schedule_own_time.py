"""The address by which a check moves a schedule's own time, and what a reset leaves of the clock."""

from __future__ import annotations

import http.client
from collections.abc import Iterator

import pytest
from schedules import Shop, open_shop
from signing import signed

from lambda_workshop.cloud import Cloud, schedules
from lambda_workshop.cloud.own_address import ask
from lambda_workshop.emulator.host.handle import EmbeddedBackend


@pytest.fixture(scope="module")
def shop(embedded: EmbeddedBackend) -> Iterator[Shop]:
    opened = open_shop(embedded)
    yield opened
    opened.close()


def test_a_reset_of_one_account_ends_its_schedules_and_nobody_elses(embedded: EmbeddedBackend, shop: Shop) -> None:
    other = open_shop(embedded)
    mine, theirs = shop.schedule("cron(0 20 * * ? *)"), other.schedule("cron(0 20 * * ? *)")
    rule = other.rule("cron(0 20 * * ? *)")
    embedded.reset(other.cloud.account)
    for arn in (theirs, rule):
        with pytest.raises(ValueError, match="there is no schedule"):
            schedules.jump(other.cloud, arn)
    schedules.jump(shop.cloud, mine)
    assert len(shop.get(mine)) == 1


def test_nobody_moves_the_time_of_another_account(embedded: EmbeddedBackend, shop: Shop) -> None:
    arn = shop.schedule("cron(0 20 * * ? *)")
    stranger = Cloud(embedded.session("424242424242"))
    with pytest.raises(ValueError, match="is not of account 424242424242"):
        schedules.jump(stranger, arn)


def test_what_was_done_to_the_time_is_told_in_a_sentence(shop: Shop) -> None:
    arn = shop.rule("cron(0 20 * * ? *)", permitted=False)
    moved, hurried = schedules.jump(shop.cloud, arn), schedules.hurry(shop.cloud, arn, 60)
    name = arn.rsplit("/", 1)[-1]
    assert str(moved) == f"for `{name}` alone the clock was moved on to {moved.due:%A %Y-%m-%d} 20:00:00 UTC"
    assert str(hurried) == f"for `{name}` alone time runs 60 times as fast: a minute takes 1 s"
    schedules.restore(shop.cloud, arn)
    assert schedules.jump(shop.cloud, arn).due == moved.due


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"arn": 7, "jump": True},
        {"arn": "arn:aws:s3:::bucket", "jump": True},
        {"arn": "arn"},
        {"arn": None, "speed": "fast"},
        {"speed": 60},
    ],
)
def test_a_request_that_makes_no_sense_is_refused_in_words(shop: Shop, body: dict[str, object]) -> None:
    status, answer = ask(shop.cloud, "POST", "/_workshop/clock", body)
    assert (status, bool(answer["message"])) == (400, True)


@pytest.mark.parametrize("speed", [True, "60", None, 0, -1, 1e300, []])
def test_a_speed_that_is_none_is_refused(shop: Shop, speed: object) -> None:
    arn = shop.rule("rate(1 day)", permitted=False)
    assert ask(shop.cloud, "POST", "/_workshop/clock", {"arn": arn, "speed": speed})[0] == 400


def test_the_address_asks_for_a_signature_and_for_json(embedded: EmbeddedBackend) -> None:
    host = f"127.0.0.1:{embedded.port}"
    made_up = {"Authorization": "AWS4-HMAC-SHA256 Credential=111111111111/20261123/us-east-1/lambda/aws4_request"}
    url, session = f"http://{host}/_workshop/clock", embedded.session("111111111111")
    for headers, body, expected in (({}, "{}", 403), (made_up, "{}", 403), (None, "no JSON", 400), (None, "[1]", 400)):
        known = signed(session, "lambda", "POST", url, body.encode()) if headers is None else headers
        connection = http.client.HTTPConnection(host, timeout=10)
        connection.request("POST", "/_workshop/clock", body, known)
        assert connection.getresponse().status == expected
        connection.close()


@pytest.mark.parametrize(
    "wrong",
    [
        {"StartDate": "tomorrow"},
        {"EndDate": [1]},
        {"StartDate": 1e300},
        {"Target": "echo"},
        {"Target": {"Arn": 7, "RoleArn": []}},
        {"FlexibleTimeWindow": "OFF"},
        {"FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": "15"}},
        {"ScheduleExpression": ["rate(1 minute)"]},
        {"ScheduleExpression": "at(2099-01-01T00:00:00)", "EndDate": {}},
        {"ScheduleExpressionTimezone": 1},
        {"GroupName": "no such group"},
        {"State": 5},
        {"ActionAfterCompletion": {}},
    ],
)
def test_wrong_types_are_refused_and_nobodys_clock_stops(shop: Shop, wrong: dict[str, object]) -> None:
    body = {
        "ScheduleExpression": "rate(1 day)",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {"Arn": shop.function, "RoleArn": shop.role},
    }
    status, answer = ask(shop.cloud, "POST", f"/schedules/{shop.name}", body | wrong, service="scheduler")
    assert 400 <= status < 500, answer
    arn = shop.rule("cron(0 20 * * ? *)", permitted=False)
    assert schedules.jump(shop.cloud, arn).due.hour == 20
