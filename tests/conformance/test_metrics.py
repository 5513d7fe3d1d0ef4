"""AWS/Lambda metrics count every invocation, whichever way it came.

https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
"""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from deployed import eventually

if TYPE_CHECKING:
    from localstack_client.session import Session

SOURCE = "def handler(event, context):\n    if event.get('fail'):\n        raise ValueError('no')\n    return 1\n"


@pytest.fixture
def function(session: Session, account: str) -> str:
    """A function that fails when its event says so; returns its ARN."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("app.py", SOURCE)
    created = session.client("lambda").create_function(
        FunctionName="counted",
        Runtime="python3.13",
        Role=f"arn:aws:iam::{account}:role/any",
        Handler="app.handler",
        Code={"ZipFile": archive.getvalue()},
    )
    return str(created["FunctionArn"])


def total(session: Session, metric: str, statistic: str = "Sum") -> float:
    """A metric's sum (or another statistic) over the last hour."""
    now = datetime.now(UTC)
    points = session.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/Lambda",
        MetricName=metric,
        Dimensions=[{"Name": "FunctionName", "Value": "counted"}],
        StartTime=now - timedelta(hours=1),
        EndTime=now + timedelta(minutes=1),
        Period=3600,
        Statistics=[statistic],
    )["Datapoints"]
    return float(sum(point[statistic] for point in points))


def test_a_direct_invocation_counts_once(session: Session, function: str) -> None:
    functions = session.client("lambda")
    functions.invoke(FunctionName=function, Payload=b"{}")
    functions.invoke(FunctionName=function, Payload=b'{"fail": true}')
    assert total(session, "Invocations") == 2
    assert total(session, "Errors") == 1
    assert total(session, "Throttles") == 0
    assert total(session, "Duration", "Maximum") > 0


def test_a_throttled_invocation_counts_as_a_throttle_and_not_as_an_invocation(session: Session, function: str) -> None:
    functions = session.client("lambda")
    functions.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=0)
    with pytest.raises(functions.exceptions.TooManyRequestsException):
        functions.invoke(FunctionName=function, Payload=b"{}")
    assert total(session, "Throttles") >= 1
    assert total(session, "Invocations") == 0


def test_an_event_of_a_rule_counts(session: Session, function: str) -> None:
    events = session.client("events")
    events.put_rule(Name="r", EventPattern=json.dumps({"source": ["shop"]}))
    events.put_targets(Rule="r", Targets=[{"Id": "f", "Arn": function}])
    session.client("lambda").add_permission(
        FunctionName=function, StatementId="r", Action="lambda:InvokeFunction", Principal="events.amazonaws.com"
    )
    events.put_events(Entries=[{"Source": "shop", "DetailType": "order", "Detail": "{}"}])
    eventually(lambda: total(session, "Invocations") == 1, "the invocation to be counted")


def test_a_batch_from_a_queue_counts(session: Session, function: str) -> None:
    queues = session.client("sqs")
    url = queues.create_queue(QueueName="jobs")["QueueUrl"]
    arn = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    session.client("lambda").create_event_source_mapping(FunctionName=function, EventSourceArn=arn)
    queues.send_message(QueueUrl=url, MessageBody="job")
    eventually(lambda: total(session, "Invocations") == 1, "the invocation to be counted")
