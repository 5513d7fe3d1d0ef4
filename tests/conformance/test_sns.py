"""Topics: what a subscribed function gets, what it is spared, and where a message goes that it cannot get.

https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from golden import ECHO, delivered, deploy_echo, golden, make_queue, shape

from lambda_workshop.cloud import Cloud, logs, queues, until

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("sns")


@pytest.fixture
def cloud(session: Session) -> Cloud:
    return Cloud(session)


class Topic:
    """A topic with `echo` subscribed to it."""

    def __init__(self, cloud: Cloud, source: str = ECHO, *, redrive: str = "", **attributes: Any) -> None:
        self.cloud, self.sns = cloud, cloud.client("sns")
        attributes |= {"RedrivePolicy": json.dumps({"deadLetterTargetArn": redrive})} if redrive else {}
        self.arn: str = self.sns.create_topic(Name="orders")["TopicArn"]
        self.function = deploy_echo(cloud, source=source)
        self.subscription: str = self.sns.subscribe(
            TopicArn=self.arn, Protocol="lambda", Endpoint=self.function, Attributes=attributes
        )["SubscriptionArn"]

    def permit(self, principal: str = "sns.amazonaws.com") -> None:
        self.cloud.client("lambda").add_permission(
            FunctionName="echo", StatementId="topic", Action="lambda:InvokeFunction", Principal=principal,
            SourceArn=self.arn,
        )  # fmt: skip

    def publish(self, message: str, **more: Any) -> str:
        return str(self.sns.publish(TopicArn=self.arn, Message=message, **more)["MessageId"])

    def received(self) -> list[str]:
        lines = [line.text for line in logs.lines(self.cloud, "echo") if line.text.startswith("event {")]
        return [json.loads(line.removeprefix("event "))["Records"][0]["Sns"]["Message"] for line in lines]


def queue(cloud: Cloud, name: str, *, policy: bool = True) -> queues.Queue:
    """A queue that lets SNS send, unless told otherwise."""
    arn = f"arn:aws:sqs:{cloud.region}:{cloud.account}:{name}"
    statement = {
        "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": f"arn:aws:sns:{cloud.region}:{cloud.account}:orders"}},
    }  # fmt: skip
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return make_queue(cloud, name, **({"Policy": text} if policy else {}))


def attribute(kind: str, value: Any) -> dict[str, str]:
    return {"DataType": kind, "StringValue": value}


def test_a_published_message_arrives_as_documented(cloud: Cloud) -> None:
    topic, wanted = Topic(cloud), golden("sns", "order")
    topic.permit()
    order = json.dumps({"orderId": "A-1042", "cents": 1700})
    number = topic.publish(order, Subject="Order", MessageAttributes={"country": attribute("String", "AT")})
    event = delivered(cloud)
    assert shape(event) == shape(wanted)
    record = event["Records"][0]
    assert record["EventSubscriptionArn"] == topic.subscription
    assert record["Sns"] | {"Timestamp": "", "UnsubscribeUrl": "", "SigningCertUrl": "", "Signature": ""} == {
        "Type": "Notification", "MessageId": number, "TopicArn": topic.arn, "Subject": "Order", "Message": order,
        "Timestamp": "", "SignatureVersion": "1", "Signature": "", "SigningCertUrl": "", "UnsubscribeUrl": "",
        "MessageAttributes": {"country": {"Type": "String", "Value": "AT"}},
    }  # fmt: skip


def test_a_message_without_subject_and_attributes_has_null_and_an_empty_object(cloud: Cloud) -> None:
    topic = Topic(cloud)
    topic.permit()
    topic.publish("plain text")
    message = delivered(cloud)["Records"][0]["Sns"]
    assert (message["Subject"], message["MessageAttributes"], message["Message"]) == (None, {}, "plain text")


@pytest.mark.parametrize(
    ("policy", "passes", "stays"),
    [
        ({"country": ["AT", "DE"]}, attribute("String", "AT"), attribute("String", "CH")),
        ({"country": [{"anything-but": ["AT"]}]}, attribute("String", "CH"), attribute("String", "AT")),
        ({"country": [{"prefix": "A"}]}, attribute("String", "AT"), attribute("String", "DE")),
        ({"cents": [{"numeric": [">=", 1000]}]}, attribute("Number", "1000"), attribute("Number", "999.5")),
        ({"tags": ["big"]}, attribute("String.Array", '["red", "big"]'), attribute("String.Array", '["red"]')),
    ],
)
def test_a_filter_policy_reads_the_attributes(
    cloud: Cloud, policy: dict[str, Any], passes: dict[str, str], stays: dict[str, str]
) -> None:
    """https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html"""
    topic = Topic(cloud, FilterPolicy=json.dumps(policy))
    topic.permit()
    (name,) = policy
    topic.publish("stays", MessageAttributes={name: stays})
    topic.publish("stays too")
    topic.publish("passes", MessageAttributes={name: passes})
    until("the message", topic.received, timeout=10)
    assert topic.received() == ["passes"]


def test_a_filter_policy_reads_the_body_when_told_so(cloud: Cloud) -> None:
    policy = {"order": {"cents": [{"numeric": [">", 1000]}]}}
    topic = Topic(cloud, FilterPolicy=json.dumps(policy), FilterPolicyScope="MessageBody")
    topic.permit()
    topic.publish("no JSON")
    topic.publish(json.dumps({"order": {"cents": 5}}))
    passing = json.dumps({"order": {"cents": 1700}})
    topic.publish(passing)
    until("the message", topic.received, timeout=10)
    assert topic.received() == [passing]


@pytest.mark.differs(localstack="delivers without permission, so nothing is left for the dead-letter queue")
def test_without_permission_the_subscriptions_dead_letter_queue_gets_the_message(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html"""
    dead = queue(cloud, "dead")
    topic = Topic(cloud, redrive=dead.arn)
    topic.permit(principal="events.amazonaws.com")
    number = topic.publish("for nobody")
    (kept,) = until("the message", lambda: queues.receive(cloud, dead.url, seconds=1), timeout=4)
    body = json.loads(kept["Body"])
    assert (body["MessageId"], body["Message"]) == (number, "for nobody")
    assert topic.received() == []


def test_a_message_for_a_function_that_is_gone_is_kept_too(cloud: Cloud) -> None:
    dead = queue(cloud, "dead")
    topic = Topic(cloud, redrive=dead.arn)
    topic.permit()
    cloud.client("lambda").delete_function(FunctionName="echo")
    topic.publish("for nobody")
    (kept,) = until("the message", lambda: queues.receive(cloud, dead.url, seconds=1), timeout=4)
    assert json.loads(kept["Body"])["Message"] == "for nobody"


@pytest.mark.differs(localstack="does not ask for the policy of a dead-letter queue")
def test_a_dead_letter_queue_whose_policy_does_not_let_sns_send_stays_empty(cloud: Cloud) -> None:
    closed = queue(cloud, "closed", policy=False)
    topic = Topic(cloud, redrive=closed.arn)
    cloud.client("lambda").delete_function(FunctionName="echo")
    topic.publish("lost")
    failed = {"Namespace": "AWS/SNS", "MetricName": "NumberOfNotificationsFailed"}
    until("the failure's metric", lambda: cloud.client("cloudwatch").list_metrics(**failed)["Metrics"], timeout=4)
    assert queues.counts(cloud, closed.url) == (0, 0)


def test_a_functions_own_failure_is_the_functions_and_not_the_topics(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html: Lambda has taken the event."""
    dead, failed = queue(cloud, "dead"), queue(cloud, "failed")
    topic = Topic(cloud, "def handler(event, context):\n    raise ValueError('no paper')\n", redrive=dead.arn)
    topic.permit()
    destination = {"OnFailure": {"Destination": failed.arn}}
    cloud.client("lambda").put_function_event_invoke_config(
        FunctionName="echo", MaximumRetryAttempts=0, DestinationConfig=destination
    )
    topic.publish("fails")
    until("the failure", lambda: queues.receive(cloud, failed.url, seconds=1), timeout=15)
    assert queues.counts(cloud, dead.url) == (0, 0)


def refusal(cloud: Cloud, **arguments: Any) -> dict[str, Any]:
    sns = cloud.client("sns")
    topic = sns.create_topic(Name="orders")["TopicArn"]
    function = f"arn:aws:lambda:{cloud.region}:{cloud.account}:function:echo"
    with pytest.raises(ClientError) as refused:
        sns.subscribe(**{"TopicArn": topic, "Protocol": "lambda", "Endpoint": function, **arguments})
    return dict(refused.value.response["Error"])


@pytest.mark.parametrize(
    "attributes", [{"FilterPolicy": "{"}, {"RedrivePolicy": "{"}, {"FilterPolicy": '{"country": "AT"}'}]
)
def test_a_malformed_policy_is_refused(cloud: Cloud, attributes: dict[str, str]) -> None:
    assert refusal(cloud, Attributes=attributes)["Code"] == "InvalidParameter"


def test_subscribed_again_it_is_the_same_subscription_and_others_attributes_are_refused(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html"""
    topic = Topic(cloud, FilterPolicy=json.dumps({"country": ["AT"]}))
    again = {"TopicArn": topic.arn, "Protocol": "lambda", "Endpoint": topic.function}
    for attributes in ({}, {"FilterPolicy": json.dumps({"country": ["AT"]})}):
        assert topic.sns.subscribe(**again, Attributes=attributes)["SubscriptionArn"] == topic.subscription
    error = refusal(cloud, **again, Attributes={"FilterPolicy": json.dumps({"country": ["DE"]})})
    assert error["Code"] == "InvalidParameter"
    assert error["Message"].endswith("Subscription already exists with different attributes")
    kept = topic.sns.get_subscription_attributes(SubscriptionArn=topic.subscription)["Attributes"]
    assert json.loads(kept["FilterPolicy"]) == {"country": ["AT"]}


@pytest.mark.differs(localstack="subscribes a function to a FIFO topic")
def test_a_fifo_topic_takes_no_function(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html"""
    topic = cloud.client("sns").create_topic(Name="orders.fifo", Attributes={"FifoTopic": "true"})["TopicArn"]
    assert refusal(cloud, TopicArn=topic)["Code"] == "InvalidParameter"
