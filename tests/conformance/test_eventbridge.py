"""Rules: what a target gets, and where an event goes that it cannot get.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from golden import delivered, deploy_echo, golden, make_queue, shape

from lambda_workshop.cloud import Cloud, queues, until

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("eventbridge")
ORDER = {"orderId": "A-1042", "total": 17.5, "items": [{"sku": "mug", "count": 2}, {"sku": "card", "count": 1}]}


@pytest.fixture
def cloud(session: Session) -> Cloud:
    return Cloud(session)


class Rule:
    """A rule for placed orders with `echo` as its target."""

    def __init__(self, cloud: Cloud, pattern: Any = None, **target: Any) -> None:
        self.cloud, self.events = cloud, cloud.client("events")
        chosen = pattern or {"source": ["inkwell.orders"]}
        self.arn: str = self.events.put_rule(Name="placed", EventPattern=json.dumps(chosen))["RuleArn"]
        self.function = deploy_echo(cloud)
        target = {"Id": "1", "Arn": self.function, **target}
        assert self.events.put_targets(Rule="placed", Targets=[target])["FailedEntryCount"] == 0

    def permit(self, source: str = "") -> None:
        self.cloud.client("lambda").add_permission(
            FunctionName="echo", StatementId="rule", Action="lambda:InvokeFunction", Principal="events.amazonaws.com",
            SourceArn=source or self.arn,
        )  # fmt: skip

    def put(self, detail: Any = ORDER, **more: Any) -> str:
        entry = {"Source": "inkwell.orders", "DetailType": "OrderPlaced", "Detail": json.dumps(detail), **more}
        return str(self.events.put_events(Entries=[entry])["Entries"][0]["EventId"])


def queue(cloud: Cloud, name: str, *, policy: bool = True) -> queues.Queue:
    """A queue that lets EventBridge send for the rule, unless told otherwise."""
    arn = f"arn:aws:sqs:{cloud.region}:{cloud.account}:{name}"
    source = f"arn:aws:events:{cloud.region}:{cloud.account}:rule/placed"
    statement = {
        "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage",
        "Resource": arn, "Condition": {"ArnEquals": {"aws:SourceArn": source}},
    }  # fmt: skip
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return make_queue(cloud, name, **({"Policy": text} if policy else {}))


def test_a_matched_event_arrives_as_documented(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html"""
    rule, wanted = Rule(cloud), golden("eventbridge", "order_placed")
    rule.permit()
    taken = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    number = rule.put(Resources=["arn:aws:s3:::inkwell-photos"], Time=taken)
    event = delivered(cloud)
    assert shape(event) == shape(wanted)
    assert (event["id"], event["detail"]) == (number, ORDER)
    assert (event["source"], event["detail-type"]) == ("inkwell.orders", "OrderPlaced")
    assert event["time"] == "2026-11-23T08:30:00Z"
    assert (event["account"], event["region"]) == (cloud.account, cloud.region)


@pytest.mark.parametrize(
    ("pattern", "passing", "staying"),
    [
        ({"detail": {"total": [{"numeric": [">", 10, "<=", 20]}]}}, {"total": 20}, {"total": 20.01}),
        ({"detail": {"state": [{"anything-but": {"prefix": "test"}}]}}, {"state": "new"}, {"state": "test-1"}),
        ({"detail": {"file": [{"wildcard": "*.p*g"}]}}, {"file": "a.png"}, {"file": "a.gif"}),
        ({"detail": {"gift": [{"exists": False}]}}, {"a": 1}, {"gift": None}),
        ({"detail": {"$or": [{"a": [1]}, {"b": [2]}]}}, {"b": 2}, {"a": 2, "b": 1}),
        ({"detail": {"mail": [{"equals-ignore-case": "ada@x.at"}]}}, {"mail": "Ada@X.at"}, {"mail": "bob@x.at"}),
        ({"detail": {"items": {"sku": ["card"]}}}, {"items": [{"sku": "mug"}, {"sku": "card"}]}, {"items": []}),
    ],
)
def test_a_pattern_lets_through_what_it_describes(cloud: Cloud, pattern: Any, passing: Any, staying: Any) -> None:
    """https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html"""
    rule = Rule(cloud, pattern)
    rule.permit()
    rule.put(staying)
    rule.put(passing)
    assert delivered(cloud)["detail"] == passing


def test_a_transformer_makes_another_event(cloud: Cloud) -> None:
    transformer = {
        "InputPathsMap": {"order": "$.detail.orderId", "items": "$.detail.items", "none": "$.detail.none"},
        "InputTemplate": '{"order": "Order <order>", "items": <items>, "by": <aws.events.rule-name>, "none": "<none>"}',
    }
    rule = Rule(cloud, InputTransformer=transformer)
    rule.permit()
    rule.put()
    expected = {"order": "Order A-1042", "items": ORDER["items"], "by": "placed", "none": ""}
    assert delivered(cloud) == expected


def test_a_transformers_path_may_hold_an_index(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html"""
    transformer = {
        "InputPathsMap": {"first": "$.detail.items[0].sku", "count": "$.detail.items[1].count"},
        "InputTemplate": '{"first": <first>, "count": <count>}',
    }
    rule = Rule(cloud, InputTransformer=transformer)
    rule.permit()
    rule.put()
    assert delivered(cloud) == {"first": "mug", "count": 1}


def test_an_input_path_sends_a_part_of_the_event(cloud: Cloud) -> None:
    rule = Rule(cloud, InputPath="$.detail")
    rule.permit()
    rule.put()
    assert delivered(cloud) == ORDER


@pytest.mark.differs(localstack="delivers without permission, so nothing is left for the dead-letter queue")
def test_without_permission_the_targets_dead_letter_queue_gets_the_event(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html"""
    dead = queue(cloud, "dead")
    rule = Rule(cloud, DeadLetterConfig={"Arn": dead.arn}, InputPath="$.detail")
    rule.permit(source=f"{rule.arn}-2")
    number = rule.put()
    (kept,) = until("the event", lambda: queues.receive(cloud, dead.url, seconds=1), timeout=4)
    assert (json.loads(kept["Body"])["id"], json.loads(kept["Body"])["detail"]) == (number, ORDER)
    told = {name: value["StringValue"] for name, value in kept["MessageAttributes"].items()}
    assert told.pop("ERROR_MESSAGE")
    assert told == {"RULE_ARN": rule.arn, "TARGET_ARN": rule.function, "ERROR_CODE": "NO_PERMISSIONS"}


@pytest.mark.differs(localstack="uses no dead-letter queue for a function that is gone")
def test_an_event_for_a_function_that_is_gone_is_kept_too(cloud: Cloud) -> None:
    dead = queue(cloud, "dead")
    rule = Rule(cloud, DeadLetterConfig={"Arn": dead.arn})
    rule.permit()
    cloud.client("lambda").delete_function(FunctionName="echo")
    rule.put()
    (kept,) = until("the event", lambda: queues.receive(cloud, dead.url, seconds=1), timeout=4)
    assert kept["MessageAttributes"]["ERROR_CODE"]["StringValue"] == "NO_RESOURCE"


@pytest.mark.differs(localstack="has no metrics of rules")
def test_a_dead_letter_queue_whose_policy_does_not_let_events_send_stays_empty(cloud: Cloud) -> None:
    closed = queue(cloud, "closed", policy=False)
    rule = Rule(cloud, DeadLetterConfig={"Arn": closed.arn})
    rule.put()
    metrics = cloud.client("cloudwatch")

    def counted() -> set[str]:
        return {metric["MetricName"] for metric in metrics.list_metrics(Namespace="AWS/Events")["Metrics"]}

    until("the failure's metric", lambda: "InvocationsFailedToBeSentToDlq" in counted(), timeout=4)
    assert "FailedInvocations" in counted()
    assert queues.counts(cloud, closed.url) == (0, 0)


def refusal(cloud: Cloud, **arguments: Any) -> str:
    with pytest.raises(ClientError) as refused:
        cloud.client("events").put_rule(**{"Name": "bad", **arguments})
    return str(refused.value.response["Error"]["Code"])


@pytest.mark.parametrize("pattern", ["{", '{"source": "inkwell"}', '{"detail": {"n": [{"numeric": ["~", 1]}]}}'])
@pytest.mark.differs(localstack="takes malformed patterns of a rule")
def test_a_malformed_pattern_is_refused(cloud: Cloud, pattern: str) -> None:
    assert refusal(cloud, EventPattern=pattern) == "InvalidEventPatternException"


def test_a_rule_needs_a_pattern_or_a_schedule(cloud: Cloud) -> None:
    assert refusal(cloud) == "ValidationException"


def test_a_detail_that_is_no_json_fails_its_entry_and_not_the_call(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html"""
    good = {"Source": "inkwell.orders", "DetailType": "OrderPlaced", "Detail": "{}"}
    answer = cloud.client("events").put_events(Entries=[good, good | {"Detail": "{"}, {"Source": "inkwell.orders"}])
    assert answer["FailedEntryCount"] == 2
    codes = [entry.get("ErrorCode", "") for entry in answer["Entries"]]
    assert codes == ["", "MalformedDetail", "InvalidArgument"]


@pytest.mark.differs(localstack="still refuses more than 256 KB")
def test_a_request_may_have_a_megabyte(cloud: Cloud) -> None:
    entry = {"Source": "inkwell.orders", "DetailType": "OrderPlaced", "Detail": json.dumps({"text": "x" * 500_000})}
    events = cloud.client("events")
    assert events.put_events(Entries=[entry, entry])["FailedEntryCount"] == 0
    with pytest.raises(ClientError, match="over the limit"):
        events.put_events(Entries=[entry] * 3)
