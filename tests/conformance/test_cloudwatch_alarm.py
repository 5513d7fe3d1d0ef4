"""Alarms: what they look at, whom they call, and what they refuse.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Alarms.html
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from golden import delivered, deploy_echo, golden, make_queue, shape

from lambda_workshop.cloud import Cloud, logs, queues, until

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("cloudwatch-alarm")
SLOW = pytest.mark.differs(localstack="looks at its alarms once in a period, not when data comes")
CALM: dict[str, Any] = {
    "Namespace": "Inkwell",
    "MetricName": "FailedPrints",
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 3,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
}
PRINTER = [{"Name": "Printer", "Value": "north"}]


@pytest.fixture
def cloud(session: Session) -> Cloud:
    return Cloud(session)


def arn_of(cloud: Cloud, name: str) -> str:
    return f"arn:aws:cloudwatch:{cloud.region}:{cloud.account}:alarm:{name}"


def put(cloud: Cloud, name: str = "jam", **settings: Any) -> None:
    cloud.client("cloudwatch").put_metric_alarm(AlarmName=name, **{**CALM, **settings})


def publish(cloud: Cloud, value: float, *, dimensions: Any = (), ago: float = 0, name: str = "FailedPrints") -> None:
    datum = {"MetricName": name, "Value": value, "Dimensions": list(dimensions), "Timestamp": time.time() - ago}
    cloud.client("cloudwatch").put_metric_data(Namespace="Inkwell", MetricData=[datum])


def state(cloud: Cloud, name: str = "jam") -> str:
    return str(cloud.client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"][0]["StateValue"])


def wait_for(cloud: Cloud, wanted: str, name: str = "jam") -> None:
    until(f"the state {wanted}", lambda: state(cloud, name) == wanted, timeout=3)


def permit(cloud: Cloud, name: str = "jam", principal: str = "lambda.alarms.cloudwatch.amazonaws.com") -> None:
    cloud.client("lambda").add_permission(
        FunctionName="echo", StatementId=f"by-{name}", Action="lambda:InvokeFunction", Principal=principal,
        SourceArn=arn_of(cloud, name), SourceAccount=cloud.account,
    )  # fmt: skip


def set_state(cloud: Cloud, value: str, name: str = "jam", reason: str = "tried by hand") -> None:
    cloud.client("cloudwatch").set_alarm_state(AlarmName=name, StateValue=value, StateReason=reason)


def summaries(cloud: Cloud, kind: str) -> list[str]:
    items = cloud.client("cloudwatch").describe_alarm_history(AlarmName="jam", HistoryItemType=kind)
    return [item["HistorySummary"] for item in items["AlarmHistoryItems"]]


# What it looks at


def test_an_alarm_without_data_does_not_know(cloud: Cloud) -> None:
    put(cloud)
    assert state(cloud) == "INSUFFICIENT_DATA"


@SLOW
def test_data_over_the_threshold_rings_and_data_under_it_does_not(cloud: Cloud) -> None:
    put(cloud)
    publish(cloud, 1)
    wait_for(cloud, "OK")
    publish(cloud, 2)
    wait_for(cloud, "ALARM")


@SLOW
def test_only_data_of_its_own_dimensions_counts(cloud: Cloud) -> None:
    put(cloud, Dimensions=PRINTER)
    put(cloud, "without")
    publish(cloud, 5, dimensions=[{"Name": "Printer", "Value": "south"}])
    publish(cloud, 1, dimensions=PRINTER)
    wait_for(cloud, "OK")
    assert state(cloud, "without") == "INSUFFICIENT_DATA"
    publish(cloud, 5, dimensions=PRINTER)
    wait_for(cloud, "ALARM")


@SLOW
def test_so_many_of_so_many_periods_must_breach(cloud: Cloud) -> None:
    put(cloud, EvaluationPeriods=3, DatapointsToAlarm=2)
    for value, ago in ((9, 120), (0, 60), (0, 0)):
        publish(cloud, value, ago=ago)
    wait_for(cloud, "OK")
    publish(cloud, 9)
    wait_for(cloud, "ALARM")


@SLOW
def test_a_percentile_is_of_all_values(cloud: Cloud) -> None:
    put(cloud, Statistic="Average", Threshold=50)
    percentile = {key: value for key, value in CALM.items() if key != "Statistic"}
    client = cloud.client("cloudwatch")
    client.put_metric_alarm(AlarmName="tail", **{**percentile, "ExtendedStatistic": "p90", "Threshold": 50})
    client.put_metric_data(
        Namespace="Inkwell", MetricData=[{"MetricName": "FailedPrints", "Values": [1, 100], "Counts": [80, 20]}]
    )
    wait_for(cloud, "ALARM", "tail")
    wait_for(cloud, "OK")


def test_missing_data_may_count_as_breaching(cloud: Cloud) -> None:
    put(cloud, TreatMissingData="breaching")
    wait_for(cloud, "ALARM")
    put(cloud, "calm", TreatMissingData="notBreaching")
    wait_for(cloud, "OK", "calm")


@SLOW
def test_a_functions_own_errors_ring(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html"""
    deploy_echo(cloud)
    functions = cloud.client("lambda")
    functions.update_function_configuration(FunctionName="echo", Handler="index.missing")
    functions.get_waiter("function_updated_v2").wait(FunctionName="echo")
    own = [{"Name": "FunctionName", "Value": "echo"}]
    put(cloud, Namespace="AWS/Lambda", MetricName="Errors", Threshold=1, Dimensions=own)
    functions.invoke(FunctionName="echo", Payload=b"{}")
    wait_for(cloud, "ALARM")


# Whom it calls


@pytest.mark.differs(localstack="leaves the unit out of an alarm's event")
def test_the_function_gets_the_documented_event(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html"""
    wanted = golden("cloudwatch-alarm", "alarm")
    function = deploy_echo(cloud)
    put(cloud, AlarmActions=[function], AlarmDescription="Prints fail.", Dimensions=PRINTER, Unit="Count")
    permit(cloud)
    set_state(cloud, "OK", reason="quiet")
    set_state(cloud, "ALARM")
    event = delivered(cloud, timeout=5)
    assert shape(event) == shape(wanted)
    assert event["alarmArn"] == arn_of(cloud, "jam")
    data = event["alarmData"]
    assert (data["state"]["value"], data["state"]["reason"]) == ("ALARM", "tried by hand")
    assert (data["previousState"]["value"], data["previousState"]["reason"]) == ("OK", "quiet")
    assert data["configuration"]["metrics"][0]["metricStat"]["metric"] == {
        "namespace": "Inkwell", "name": "FailedPrints", "dimensions": {"Printer": "north"},
    }  # fmt: skip


@SLOW
def test_an_evaluated_state_carries_its_data_as_text(cloud: Cloud) -> None:
    wanted = golden("cloudwatch-alarm", "evaluated")
    function = deploy_echo(cloud)
    put(cloud, AlarmActions=[function])
    permit(cloud)
    publish(cloud, 4)
    event = delivered(cloud, timeout=4)
    assert shape(event) == shape(wanted)
    assert shape(json.loads(event["alarmData"]["state"]["reasonData"])) == shape(
        json.loads(wanted["alarmData"]["state"]["reasonData"])
    )
    assert json.loads(event["alarmData"]["state"]["reasonData"])["recentDatapoints"] == [4.0]


@pytest.mark.differs(localstack="does not ask for the permission of an alarm")
def test_a_function_without_permission_is_not_called_and_the_history_says_so(cloud: Cloud) -> None:
    function = deploy_echo(cloud)
    put(cloud, AlarmActions=[function])
    permit(cloud, principal="events.amazonaws.com")  # the usual mistake
    set_state(cloud, "ALARM")
    failed = until("the failed action", lambda: summaries(cloud, "Action"), timeout=5)
    assert "not authorized to perform: lambda:InvokeFunction" in failed[0]
    permit(cloud, name="jam-2")
    set_state(cloud, "OK")
    set_state(cloud, "ALARM")
    assert not logs.lines(cloud, "echo")


@pytest.mark.differs(localstack="keeps no history of what was configured")
def test_the_history_says_when_an_alarm_was_created_and_changed(cloud: Cloud) -> None:
    put(cloud)
    put(cloud, Threshold=7)
    assert summaries(cloud, "ConfigurationUpdate") == ['Alarm "jam" updated', 'Alarm "jam" created']
    assert summaries(cloud, "StateUpdate") == []


def test_an_action_runs_when_the_state_changes_and_not_again(cloud: Cloud) -> None:
    function = deploy_echo(cloud)
    put(cloud, AlarmActions=[function], OKActions=[function])
    permit(cloud)
    for value in ("ALARM", "ALARM", "OK"):
        set_state(cloud, value)

    def told() -> list[str]:
        lines = [line.text for line in logs.lines(cloud, "echo") if line.text.startswith("event {")]
        return [json.loads(line.removeprefix("event "))["alarmData"]["state"]["value"] for line in lines]

    until("both", lambda: "OK" in told() and "ALARM" in told(), timeout=10)
    assert sorted(told()) == ["ALARM", "OK"]


def test_a_disabled_alarm_changes_and_calls_nobody(cloud: Cloud) -> None:
    function = deploy_echo(cloud)
    put(cloud, AlarmActions=[function], ActionsEnabled=False)
    permit(cloud)
    set_state(cloud, "ALARM")
    assert state(cloud) == "ALARM"
    cloud.client("cloudwatch").enable_alarm_actions(AlarmNames=["jam"])
    set_state(cloud, "OK")
    set_state(cloud, "ALARM", reason="now it may")
    assert delivered(cloud)["alarmData"]["state"]["reason"] == "now it may"


@pytest.mark.differs(localstack="tells a topic less of an alarm")
def test_a_topic_is_told_in_json(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html"""
    topic = cloud.client("sns").create_topic(Name="alarms")["TopicArn"]
    queue = make_queue(cloud, "told")
    cloud.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue.arn)
    put(cloud, AlarmActions=[topic], Dimensions=PRINTER)
    set_state(cloud, "ALARM")
    notice = json.loads(until("the message", lambda: queues.receive(cloud, queue.url, seconds=1), timeout=5)[0]["Body"])
    assert notice["Subject"] == 'ALARM: "jam" in US East (N. Virginia)'
    message = json.loads(notice["Message"])
    assert message["AlarmArn"] == arn_of(cloud, "jam")
    assert message["Trigger"]["Statistic"] == "SUM"
    assert message["Trigger"]["Dimensions"] == [{"value": "north", "name": "Printer"}]


@pytest.mark.differs(localstack="puts no event on the bus when an alarm changes")
def test_the_change_is_an_event_on_the_default_bus(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html"""
    wanted = golden("cloudwatch-alarm", "state_change")
    function = deploy_echo(cloud)
    pattern = {"source": ["aws.cloudwatch"], "detail": {"state": {"value": ["ALARM"]}}}
    rule = cloud.client("events").put_rule(Name="alarms", EventPattern=json.dumps(pattern))["RuleArn"]
    cloud.client("events").put_targets(Rule="alarms", Targets=[{"Id": "1", "Arn": function}])
    cloud.client("lambda").add_permission(
        FunctionName="echo", StatementId="rule", Action="lambda:InvokeFunction", Principal="events.amazonaws.com",
        SourceArn=rule,
    )  # fmt: skip
    put(cloud, AlarmDescription="Prints fail.", Dimensions=PRINTER)
    set_state(cloud, "OK")
    set_state(cloud, "ALARM")
    event = delivered(cloud, timeout=5)
    assert shape(event) == shape(wanted)
    assert event["resources"] == [arn_of(cloud, "jam")]


@pytest.mark.differs(localstack="has no composite alarms that call functions")
def test_a_composite_alarm_calls_a_function_too(cloud: Cloud) -> None:
    function = deploy_echo(cloud)
    put(cloud)
    set_state(cloud, "OK")
    cloud.client("cloudwatch").put_composite_alarm(AlarmName="shop", AlarmRule='ALARM("jam")', AlarmActions=[function])
    permit(cloud, "shop")
    set_state(cloud, "ALARM")
    event = delivered(cloud, timeout=5)
    assert event["alarmData"]["configuration"] == {"alarmRule": 'ALARM("jam")'}
    assert event["alarmData"]["state"]["value"] == "ALARM"


# What it refuses


def refused(cloud: Cloud, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ClientError) as error:
        put(cloud, **wrong)
    assert error.value.response["Error"]["Code"] == "ValidationError"
    assert said in error.value.response["Error"]["Message"]
    assert not cloud.client("cloudwatch").describe_alarms()["MetricAlarms"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"Period": 45}, "Period"),
        ({"TreatMissingData": "calm"}, "TreatMissingData"),
        ({"Statistic": "Median"}, "enum value set"),
    ],
)
def test_settings_that_do_not_exist_are_refused(cloud: Cloud, wrong: dict[str, Any], said: str) -> None:
    refused(cloud, wrong, said)


@pytest.mark.differs(localstack="takes alarms that AWS refuses")
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"EvaluationPeriods": 2, "DatapointsToAlarm": 3}, "DatapointsToAlarm"),
        ({"ComparisonOperator": "MoreThan"}, "enum value set"),
        ({"ExtendedStatistic": "p99"}, "Statistic"),
        ({"AlarmActions": ["echo"]}, "Invalid arn syntax: echo"),
        ({"EvaluationPeriods": 2000}, "more than a day"),
    ],
)
def test_settings_that_make_no_sense_are_refused(cloud: Cloud, wrong: dict[str, Any], said: str) -> None:
    refused(cloud, wrong, said)


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(ClientError) as refused:
        call()
    return str(refused.value.response["Error"]["Code"])


def test_a_state_that_does_not_exist_is_refused(cloud: Cloud) -> None:
    put(cloud)
    assert refusal(lambda: set_state(cloud, "LOUD")) == "ValidationError"
    assert refusal(lambda: set_state(cloud, "OK", "nobody")) == "ResourceNotFound"
