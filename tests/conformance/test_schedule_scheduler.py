"""EventBridge Scheduler: when it fires, what it delivers, whose rights it uses, and what it does about failures.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from schedules import Shop, open_shop, refusal, soon

from lambda_workshop.backends import Backend
from lambda_workshop.cloud import deploying, functions, logs, schedules, until

pytestmark = pytest.mark.trigger("schedule")

SILENT = "EventBridge Scheduler keeps schedules and never fires one"
UNCHECKED = "EventBridge Scheduler checks a schedule's expression, and nothing else of it"


@pytest.fixture(scope="module")
def shop(backend: Backend) -> Iterator[Shop]:
    opened = open_shop(backend)
    yield opened
    opened.close()


@pytest.mark.differs(localstack=SILENT)
def test_it_fires_within_a_second_of_its_time_by_the_clock_of_its_zone_and_then_it_is_gone(shop: Shop) -> None:
    due = soon(0.3)
    local = due.astimezone(ZoneInfo("Europe/Prague"))
    text = '{"mark": "<aws.scheduler.schedule-arn>"}'
    arn = shop.schedule(
        f"at({local:%Y-%m-%dT%H:%M:%S})",
        ScheduleExpressionTimezone="Europe/Prague",
        ActionAfterCompletion="DELETE",
        target={"Input": text},
    )
    shop.get(arn)
    ((when, _event),) = shop.got(arn)
    assert 0 <= when - due.timestamp() < 1
    scheduler, name = shop.cloud.client("scheduler"), arn.rsplit("/", 1)[-1]
    until("the end", lambda: refusal(lambda: scheduler.get_schedule(Name=name))[0] or None, timeout=3)
    assert refusal(lambda: scheduler.get_schedule(Name=name))[0] == "ResourceNotFoundException"


@pytest.mark.differs(localstack=SILENT)
def test_a_schedule_without_input_delivers_scheduler_s_own_notification(shop: Shop) -> None:
    arn = shop.schedule("cron(0 20 * * ? *)", ScheduleExpressionTimezone="Asia/Tokyo")
    due = schedules.jump(shop.cloud, arn).due
    (event,) = shop.get(arn)
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", event.pop("id"))
    assert event == {
        "version": "0",
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": shop.cloud.account,
        "time": f"{due:%Y-%m-%dT11:00:00Z}",
        "region": shop.cloud.region,
        "resources": [arn],
        "detail": "{}",
    }


@pytest.mark.differs(localstack=SILENT)
def test_the_input_is_delivered_as_it_is_but_for_the_context_attributes(shop: Shop) -> None:
    """https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html"""
    names = ("schedule-arn", "scheduled-time", "execution-id", "attempt-number")
    text = json.dumps({"report": ["daily", 1, None], **{name: f"<aws.scheduler.{name}>" for name in names}})
    arn = shop.schedule("cron(0 20 * * ? *)", target={"Input": text})
    due = schedules.jump(shop.cloud, arn).due
    (event,) = shop.get(arn)
    assert re.fullmatch(r"[0-9a-f]{16}", event.pop("execution-id"))
    assert event == {
        "report": ["daily", 1, None],
        "schedule-arn": arn,
        "scheduled-time": f"{due:%Y-%m-%dT%H:%M:%SZ}",
        "attempt-number": "1",
    }


@pytest.mark.differs(localstack=SILENT)
def test_a_rate_fires_at_once_and_then_in_each_period(shop: Shop) -> None:
    arn = shop.schedule("rate(1 minute)")
    shop.get(arn)
    schedules.hurry(shop.cloud, arn, 120)
    times = [datetime.fromisoformat(event["time"]) for event in shop.get(arn, 3)]
    assert times[1] - times[0] == times[2] - times[1] == timedelta(minutes=1)


@pytest.mark.differs(localstack=SILENT)
def test_between_its_dates_it_fires_and_after_them_it_is_over(shop: Shop) -> None:
    start = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=2)
    end = start + timedelta(minutes=1, seconds=30)
    arn = shop.schedule("rate(1 minute)", StartDate=start, EndDate=end)
    assert [schedules.jump(shop.cloud, arn).due, shop.get(arn, 1)][0] == start
    assert schedules.jump(shop.cloud, arn).due == start + timedelta(minutes=1)
    shop.get(arn, 2)
    with pytest.raises(ValueError, match="no next time"):
        schedules.jump(shop.cloud, arn)


@pytest.mark.differs(localstack=SILENT)
def test_within_its_flexible_window_the_time_it_tells_is_the_planned_one(shop: Shop) -> None:
    window = {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15}
    arn = shop.schedule("cron(0 20 * * ? *)", FlexibleTimeWindow=window)
    schedules.jump(shop.cloud, arn)
    assert [event["time"][11:] for event in shop.get(arn)] == ["20:00:00Z"]


@pytest.mark.differs(localstack=SILENT)
def test_a_change_takes_effect_and_a_disabled_schedule_has_no_next_time(shop: Shop) -> None:
    arn = shop.schedule("cron(0 20 * * ? *)")
    change: dict[str, Any] = {
        "Name": arn.rsplit("/", 1)[-1],
        "ScheduleExpression": "cron(30 21 * * ? *)",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {"Arn": shop.function, "RoleArn": shop.role},
    }
    shop.cloud.client("scheduler").update_schedule(**change)
    assert f"{schedules.jump(shop.cloud, arn).due:%H:%M}" == "21:30"
    shop.cloud.client("scheduler").update_schedule(State="DISABLED", **change)
    with pytest.raises(ValueError, match="disabled"):
        schedules.jump(shop.cloud, arn)


class TestFailures:
    """https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html"""

    @pytest.mark.differs(localstack=SILENT)
    def test_a_role_without_the_right_to_invoke_ends_in_the_dead_letter_queue(self, shop: Shop) -> None:
        statement = {"Action": "sqs:SendMessage", "Resource": "*"}
        role, queue = deploying.role(shop.cloud, "no-invoke", [statement], service="scheduler"), shop.queue()
        arn = shop.schedule(
            "cron(0 20 * * ? *)",
            target={
                "RoleArn": role,
                "Input": '{"report": "daily", "try": "<aws.scheduler.attempt-number>"}',
                "RetryPolicy": {"MaximumRetryAttempts": 1},
                "DeadLetterConfig": {"Arn": queue.arn},
            },
        )
        due = schedules.jump(shop.cloud, arn).due
        (message,) = shop.messages(queue)
        attributes = {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}
        assert json.loads(message["Body"]) == {"report": "daily", "try": "2"}
        assert re.fullmatch(r"[0-9a-f]{16}", attributes.pop("EXECUTION_ID"))
        assert "is not authorized to perform: lambda:InvokeFunction" in attributes.pop("ERROR_MESSAGE")
        assert attributes == {
            "ERROR_CODE": "AccessDeniedException",
            "EXHAUSTED_RETRY_CONDITION": "MaximumRetryAttempts",
            "IS_PAYLOAD_TRUNCATED": "false",
            "RETRY_ATTEMPTS": "1",
            "SCHEDULED_TIME": f"{due:%Y-%m-%dT%H:%M:%SZ}",
            "SCHEDULE_ARN": arn,
            "TARGET_ARN": shop.function,
        }

    @pytest.mark.differs(localstack=SILENT)
    def test_an_event_older_than_its_maximum_age_is_given_up(self, shop: Shop) -> None:
        queue = shop.queue()
        missing = shop.function.replace(":echo", ":nobody")
        role = deploying.role(shop.cloud, "invoke-all", [{"Action": ["lambda:*", "sqs:*"], "Resource": "*"}],
                              service="scheduler")  # fmt: skip
        arn = shop.schedule(
            "cron(0 20 * * ? *)",
            target={
                "Arn": missing,
                "RoleArn": role,
                "RetryPolicy": {"MaximumEventAgeInSeconds": 60},
                "DeadLetterConfig": {"Arn": queue.arn},
            },
        )
        schedules.hurry(shop.cloud, arn, 60)
        schedules.jump(shop.cloud, arn)
        (message,) = shop.messages(queue)
        attributes = {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}
        assert attributes["ERROR_CODE"] == "ResourceNotFoundException"
        assert attributes["EXHAUSTED_RETRY_CONDITION"] == "MaximumEventAgeInSeconds"
        assert int(attributes["RETRY_ATTEMPTS"]) in (1, 2)

    @pytest.mark.differs(localstack=SILENT)
    def test_what_is_mended_in_time_is_delivered_by_a_retry(self, shop: Shop) -> None:
        role = deploying.role(shop.cloud, "mended", [], service="scheduler")
        text = '{"mark": "mended", "try": "<aws.scheduler.attempt-number>"}'
        arn = shop.schedule("cron(0 20 * * ? *)", target={"RoleArn": role, "Input": text})
        schedules.jump(shop.cloud, arn)
        statement = {"Action": "lambda:InvokeFunction", "Resource": shop.function}
        deploying.role(shop.cloud, "mended", [statement], service="scheduler")
        (event,) = shop.get("mended")
        assert int(event["try"]) >= 2

    @pytest.mark.differs(localstack=SILENT)
    def test_an_error_of_the_function_is_lambda_s_to_retry_and_no_failure_of_the_schedule(self, shop: Shop) -> None:
        """https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html"""
        source = 'def handler(event, context):\n    print(\'event [0, {"mark": "raises"}]\')\n    raise ValueError\n'
        package, name = functions.zip_of({"index.py": source}), shop.name
        role = deploying.role(shop.cloud, "echo-role")
        function = deploying.deploy(shop.cloud, name, package, handler="index.handler", role_arn=role)
        shop.cloud.client("lambda").put_function_event_invoke_config(FunctionName=name, MaximumRetryAttempts=1)
        queue, target = shop.queue(), {"Arn": function, "RetryPolicy": {"MaximumRetryAttempts": 0}}
        all_rights = [{"Action": "*", "Resource": "*"}]
        target["RoleArn"] = deploying.role(shop.cloud, "all-rights", all_rights, service="scheduler")
        target["DeadLetterConfig"] = {"Arn": queue.arn}
        schedules.jump(shop.cloud, shop.schedule("cron(0 20 * * ? *)", target=target))

        def runs() -> int:
            return sum("raises" in line.text for line in logs.lines(shop.cloud, name))

        until("Lambda's retry", lambda: runs() == 2, timeout=5)
        waiting = shop.cloud.client("sqs").get_queue_attributes(QueueUrl=queue.url, AttributeNames=["All"])
        assert waiting["Attributes"]["ApproximateNumberOfMessages"] == "0"


@pytest.mark.differs(localstack=SILENT)
def test_a_queue_and_a_universal_target_are_called_too(shop: Shop) -> None:
    """https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html"""
    queue = shop.queue()
    text = "not JSON at <aws.scheduler.scheduled-time>"
    arn = shop.schedule("cron(0 20 * * ? *)", target={"Arn": queue.arn, "Input": text})
    due = schedules.jump(shop.cloud, arn).due
    (message,) = shop.messages(queue)
    assert message["Body"] == f"not JSON at {due:%Y-%m-%dT%H:%M:%SZ}"
    asked = {"FunctionName": shop.function, "InvocationType": "Event", "Payload": '{"mark": "universal"}'}
    target = {"Arn": "arn:aws:scheduler:::aws-sdk:lambda:invoke", "Input": json.dumps(asked)}
    schedules.jump(shop.cloud, shop.schedule("cron(0 20 * * ? *)", target=target))
    assert shop.get("universal") == [{"mark": "universal"}]


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"ScheduleExpressionTimezone": "Europe/Atlantis"}, "Invalid Schedule Expression Timezone"),
    ({"FlexibleTimeWindow": {"Mode": "FLEXIBLE"}}, "MaximumWindowInMinutes"),
    ({"FlexibleTimeWindow": {"Mode": "OFF", "MaximumWindowInMinutes": 5}}, "MaximumWindowInMinutes"),
    ({"FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 1441}}, "less than or equal to 1440"),
    ({"FlexibleTimeWindow": {"Mode": "MAYBE"}}, "enum value set"),
    ({"StartDate": datetime(2020, 1, 1, tzinfo=UTC)}, "cannot be earlier than 5 minutes ago"),
    ({"EndDate": datetime(2020, 1, 1, tzinfo=UTC)}, "EndDate"),
    ({"StartDate": datetime(2040, 1, 2, tzinfo=UTC), "EndDate": datetime(2040, 1, 1, tzinfo=UTC)}, "EndDate"),
    ({"State": "ASLEEP"}, "enum value set"),
    ({"ActionAfterCompletion": "CLEAN"}, "enum value set"),
    ({"Name": "n" * 65}, "'name' failed to satisfy constraint"),
    ({"target": {"RetryPolicy": {"MaximumRetryAttempts": 186}}}, "less than or equal to 185"),
    ({"target": {"RetryPolicy": {"MaximumEventAgeInSeconds": 86401}}}, "less than or equal to 86400"),
    ({"target": {"DeadLetterConfig": {"Arn": "arn:aws:sqs:us-east-1:111111111111:dead.fifo"}}}, "deadLetterConfig"),
    ({"target": {"Input": "no JSON"}}, "well-formed JSON"),
    ({"target": {"Arn": "arn:aws:scheduler:::aws-sdk:ec2:terminateInstances", "Input": "{}"}}, "universal targets"),
    ({"target": {"Arn": "printer"}}, "not in correct format"),
]


@pytest.mark.differs(localstack=UNCHECKED)
@pytest.mark.parametrize(("wrong", "message"), REFUSED, ids=[json.dumps(item[0], default=str)[:60] for item in REFUSED])
def test_a_bad_schedule_is_refused(shop: Shop, wrong: dict[str, Any], message: str) -> None:
    code, said = refusal(lambda: shop.schedule("rate(1 day)", **wrong))
    assert code == "ValidationException"
    assert message in said


@pytest.mark.parametrize(
    "expression",
    [
        "rate(5 seconds)",
        "cron(0 2 * * *)",
        "at(tomorrow)",
        "every night",
        pytest.param("cron(0 25 * * ? *)", marks=pytest.mark.differs(localstack=UNCHECKED)),
        pytest.param("at(2020-01-01T00:00:00)", marks=pytest.mark.differs(localstack=UNCHECKED)),
    ],
)
def test_a_bad_expression_is_refused(shop: Shop, expression: str) -> None:
    code, message = refusal(lambda: shop.schedule(expression))
    assert code == "ValidationException"
    assert message.startswith(f"Invalid Schedule Expression {expression}")


class TestTheRole:
    """https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html"""

    EXPECTED = (
        "ValidationException",
        "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
    )

    @pytest.mark.differs(localstack=UNCHECKED)
    def test_it_must_exist_and_trust_scheduler(self, shop: Shop) -> None:
        lambdas = deploying.role(shop.cloud, "trusts-lambda", [{"Action": "lambda:*", "Resource": "*"}])
        for role in (lambdas, f"arn:aws:iam::{shop.cloud.account}:role/nobody"):
            assert refusal(lambda role=role: shop.schedule("rate(1 day)", target={"RoleArn": role})) == self.EXPECTED

    @pytest.mark.differs(localstack=UNCHECKED)
    def test_a_condition_on_the_source_names_the_schedule_group(self, shop: Shop) -> None:
        account, region = shop.cloud.account, shop.cloud.region
        group = f"arn:aws:scheduler:{region}:{account}:schedule-group/default"
        assert self.with_condition(shop, {"aws:SourceArn": group, "aws:SourceAccount": account}) == ("", "")
        single = f"arn:aws:scheduler:{region}:{account}:schedule/default/*"
        assert self.with_condition(shop, {"aws:SourceArn": single}) == self.EXPECTED
        assert self.with_condition(shop, {"aws:SourceAccount": "000000000001"}) == self.EXPECTED

    @staticmethod
    def with_condition(shop: Shop, equals: dict[str, str]) -> tuple[str, str]:
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "scheduler.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringLike": equals},
        }
        trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        name = shop.name
        role = shop.cloud.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        return refusal(lambda: shop.schedule("rate(1 day)", State="DISABLED", target={"RoleArn": role}))


def test_a_schedule_shows_what_it_was_given_and_a_second_one_of_its_name_is_refused(shop: Shop) -> None:
    scheduler = shop.cloud.client("scheduler")
    arn = shop.schedule("cron(0 20 * * ? *)", ScheduleExpressionTimezone="Europe/Prague", Description="the report")
    name = arn.rsplit("/", 1)[-1]
    shown = scheduler.get_schedule(Name=name)
    assert shown["Arn"] == arn == f"arn:aws:scheduler:{shop.cloud.region}:{shop.cloud.account}:schedule/default/{name}"
    assert (shown["ScheduleExpression"], shown["ScheduleExpressionTimezone"]) == ("cron(0 20 * * ? *)", "Europe/Prague")
    assert refusal(lambda: shop.schedule("rate(1 day)", Name=name))[0] == "ConflictException"


def test_the_default_retry_policy_is_a_day_and_185_times(shop: Shop) -> None:
    shown = shop.cloud.client("scheduler").get_schedule(Name=shop.schedule("rate(1 day)").rsplit("/", 1)[-1])
    assert shown["Target"]["RetryPolicy"] == {"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 185}


@pytest.mark.differs(localstack="a schedule in a group that does not exist is an internal error")
def test_a_schedule_in_a_group_that_does_not_exist_is_not_found(shop: Shop) -> None:
    assert refusal(lambda: shop.schedule("rate(1 day)", GroupName="nobodys"))[0] == "ResourceNotFoundException"
