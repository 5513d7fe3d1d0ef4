"""Subscriptions of log groups: what the function gets, and what is refused.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
"""

from __future__ import annotations

import base64
import gzip
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from golden import deploy_echo, golden, shape

from lambda_workshop.cloud import Cloud, logs, until

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("cloudwatch-logs")
GROUP = "/inkwell/payments"
NO_PROBE = pytest.mark.differs(localstack="sends no control message")


@pytest.fixture
def cloud(session: Session) -> Cloud:
    return Cloud(session)


class Payments:
    """A log group, with `echo` to be subscribed to it."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud, self.logs = cloud, cloud.client("logs")
        self.logs.create_log_group(logGroupName=GROUP)
        self.logs.create_log_stream(logGroupName=GROUP, logStreamName="one")
        self.function = deploy_echo(cloud)

    def permit(self, group: str = GROUP) -> None:
        self.cloud.client("lambda").add_permission(
            FunctionName="echo", StatementId="logs", Action="lambda:InvokeFunction", Principal="logs.amazonaws.com",
            SourceArn=f"arn:aws:logs:{self.cloud.region}:{self.cloud.account}:log-group:{group}:*",
            SourceAccount=self.cloud.account,
        )  # fmt: skip

    def subscribe(self, pattern: str = "", name: str = "errors") -> None:
        self.logs.put_subscription_filter(
            logGroupName=GROUP, filterName=name, filterPattern=pattern, destinationArn=self.function
        )

    def write(self, *messages: str) -> None:
        now = int(time.time() * 1000)
        self.logs.put_log_events(
            logGroupName=GROUP,
            logStreamName="one",
            logEvents=[{"timestamp": now + index, "message": text} for index, text in enumerate(messages)],
        )

    def raw(self) -> list[dict[str, Any]]:
        lines = [line.text for line in logs.lines(self.cloud, "echo") if line.text.startswith("event {")]
        return [json.loads(line.removeprefix("event ")) for line in lines]

    def received(self, kind: str = "DATA_MESSAGE") -> list[dict[str, Any]]:
        found = [json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"]))) for event in self.raw()]
        return [message for message in found if message["messageType"] == kind]

    def messages(self) -> list[str]:
        return [event["message"] for message in self.received() for event in message["logEvents"]]


@pytest.fixture
def payments(cloud: Cloud) -> Payments:
    return Payments(cloud)


def refusal(payments: Payments, pattern: str = "", name: str = "errors") -> tuple[str, str]:
    with pytest.raises(ClientError) as refused:
        payments.subscribe(pattern, name)
    error = refused.value.response["Error"]
    return str(error["Code"]), str(error["Message"])


@pytest.mark.differs(localstack="sends lines that a pattern does not match")
def test_matching_lines_arrive_as_documented(payments: Payments) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html"""
    payments.permit()
    payments.subscribe("ERROR")
    payments.write("INFO fine", "ERROR card refused", "ERROR card expired")
    message = until("the lines", payments.received, timeout=10)[0]
    wanted = golden("cloudwatch-logs", "errors")
    assert shape(payments.raw()[-1]) == shape(wanted)
    assert shape(message) == shape(json.loads(gzip.decompress(base64.b64decode(wanted["awslogs"]["data"]))))
    assert (message["owner"], message["logGroup"], message["logStream"]) == (payments.cloud.account, GROUP, "one")
    assert message["subscriptionFilters"] == ["errors"]
    assert [event["message"] for event in message["logEvents"]] == ["ERROR card refused", "ERROR card expired"]
    assert len({event["id"] for event in message["logEvents"]}) == 2


@NO_PROBE
def test_a_control_message_tries_the_function_when_it_is_subscribed(payments: Payments) -> None:
    payments.permit()
    payments.subscribe("ERROR")
    (probe,) = until("the control message", lambda: payments.received("CONTROL_MESSAGE"), timeout=4)
    assert shape(probe) == shape(
        json.loads(gzip.decompress(base64.b64decode(golden("cloudwatch-logs", "control")["awslogs"]["data"])))
    )


@pytest.mark.parametrize(
    ("pattern", "passes", "stays"),
    [
        ("?refused ?expired", "card expired", "card taken"),
        ("card -taken", "card refused", "card taken"),
        ('{ $.status = "refused" && $.cents >= 1000 }', '{"status": "refused", "cents": 1700}',
         '{"status": "refused", "cents": 999}'),
        ("[time, level = ERROR, ..., cents > 1000]", "12:01 ERROR card refused 1700", "12:01 ERROR card refused 17"),
    ],
)  # fmt: skip
@pytest.mark.differs(localstack="matches some kinds of patterns in another way")
def test_a_pattern_lets_through_what_it_describes(payments: Payments, pattern: str, passes: str, stays: str) -> None:
    payments.permit()
    payments.subscribe(pattern)
    payments.write(stays, passes)
    until("the line", payments.messages, timeout=5)
    assert payments.messages() == [passes]


@pytest.mark.differs(localstack="does not ask for the permission of a log subscription")
def test_a_function_that_logs_may_not_invoke_is_refused(payments: Payments) -> None:
    payments.permit(group="/inkwell/other")
    code, message = refusal(payments)
    assert code == "InvalidParameterException"
    assert "permission to execute your function" in message


@pytest.mark.differs(localstack="takes bad patterns and any number of subscriptions")
@pytest.mark.parametrize("pattern", ["a:b", "{ level = error }", "[a, b"])
def test_a_pattern_that_is_none_is_refused(payments: Payments, pattern: str) -> None:
    payments.permit()
    assert refusal(payments, pattern)[0] == "InvalidParameterException"


@pytest.mark.differs(localstack="takes bad patterns and any number of subscriptions")
def test_a_log_group_has_two_subscriptions_at_most(payments: Payments) -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html"""
    payments.permit()
    payments.subscribe(name="one")
    payments.subscribe(name="two")
    payments.subscribe("ERROR", name="two")
    assert refusal(payments, name="three")[0] == "LimitExceededException"


def test_a_group_that_does_not_exist_is_not_found(payments: Payments) -> None:
    with pytest.raises(payments.logs.exceptions.ResourceNotFoundException):
        payments.logs.put_subscription_filter(
            logGroupName="/none", filterName="x", filterPattern="", destinationArn=payments.function
        )
