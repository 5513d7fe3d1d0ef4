"""Asynchronous invocation: retries, ages, throttles, destinations and dead letters.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from golden import make_queue

from lambda_workshop.cloud import Cloud, deploying, functions, logs, queues, until

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("direct")

MAY_SEND = [{"Action": ["sqs:SendMessage", "sns:Publish", "lambda:InvokeFunction"], "Resource": "*"}]
FAILS = "def handler(event, context):\n    print('try', context.aws_request_id)\n    raise ValueError('no')\n"
WORKS = "def handler(event, context):\n    return {'seen': event}\n"


@pytest.fixture
def cloud(session: Session) -> Cloud:
    return Cloud(session)


def deploy(cloud: Cloud, name: str, source: str) -> str:
    role = deploying.role(cloud, "role", MAY_SEND)
    return deploying.deploy(cloud, name, functions.zip_of({"index.py": source}), handler="index.handler", role_arn=role)


def hand_over(cloud: Cloud, name: str, event: Any) -> None:
    answer = cloud.client("lambda").invoke(FunctionName=name, InvocationType="Event", Payload=json.dumps(event))
    assert answer["StatusCode"] == 202


def first_message(cloud: Cloud, url: str) -> dict[str, Any]:
    return until("a message", lambda: queues.receive(cloud, url, seconds=1), timeout=10)[0]


def tries(cloud: Cloud, name: str) -> list[str]:
    return [line.text for line in logs.lines(cloud, name) if line.text.startswith("try ")]


@pytest.mark.differs(localstack="a failed event's dead letter does not come within ten seconds")
def test_an_error_is_tried_three_times_with_one_request_id_and_then_a_dead_letter(cloud: Cloud) -> None:
    deploy(cloud, "fails", FAILS)
    dead = make_queue(cloud, "records")
    cloud.client("lambda").update_function_configuration(FunctionName="fails", DeadLetterConfig={"TargetArn": dead.arn})
    cloud.client("lambda").get_waiter("function_updated_v2").wait(FunctionName="fails")
    hand_over(cloud, "fails", {"order": 7})
    letter = first_message(cloud, dead.url)
    assert json.loads(letter["Body"]) == {"order": 7}
    attributes = {name: value["StringValue"] for name, value in letter["MessageAttributes"].items()}
    seen = tries(cloud, "fails")
    assert seen == [f"try {attributes['RequestID']}"] * 3
    assert (attributes["ErrorCode"], attributes["ErrorMessage"]) == ("200", "no")


def test_no_retry_means_one_try_and_the_failure_goes_to_its_destination(cloud: Cloud) -> None:
    deploy(cloud, "fails", FAILS)
    failed = make_queue(cloud, "records")
    cloud.client("lambda").put_function_event_invoke_config(
        FunctionName="fails", MaximumRetryAttempts=0, DestinationConfig={"OnFailure": {"Destination": failed.arn}}
    )
    hand_over(cloud, "fails", {"order": 8})
    record = json.loads(first_message(cloud, failed.url)["Body"])
    assert record["requestContext"]["condition"] == "RetriesExhausted"
    assert record["requestContext"]["approximateInvokeCount"] == 1
    assert record["requestPayload"] == {"order": 8}
    assert record["responsePayload"]["errorType"] == "ValueError"
    assert len(tries(cloud, "fails")) == 1


def test_a_success_goes_to_its_destination_with_the_answer(cloud: Cloud) -> None:
    deploy(cloud, "works", WORKS)
    done = make_queue(cloud, "records")
    cloud.client("lambda").put_function_event_invoke_config(
        FunctionName="works", DestinationConfig={"OnSuccess": {"Destination": done.arn}}
    )
    hand_over(cloud, "works", {"order": 9})
    record = json.loads(first_message(cloud, done.url)["Body"])
    assert record["requestContext"]["condition"] == "Success"
    assert record["responsePayload"] == {"seen": {"order": 9}}
    assert "functionError" not in record["responseContext"]


def test_a_destination_may_be_another_function(cloud: Cloud) -> None:
    deploy(cloud, "fails", FAILS)
    arn = deploy(
        cloud, "hears", "def handler(event, context):\n    print('heard', event['requestContext']['condition'])\n"
    )
    cloud.client("lambda").put_function_event_invoke_config(
        FunctionName="fails", MaximumRetryAttempts=0, DestinationConfig={"OnFailure": {"Destination": arn}}
    )
    hand_over(cloud, "fails", {})
    logs.wait_for(cloud, "hears", "heard RetriesExhausted")


def test_a_retry_does_not_go_to_another_function_of_the_same_name(cloud: Cloud) -> None:
    deploy(cloud, "fails", FAILS)
    hand_over(cloud, "fails", {"order": 10})
    until("the first try", lambda: tries(cloud, "fails"), timeout=10)
    cloud.client("lambda").delete_function(FunctionName="fails")
    since = logs.now_ms()
    deploy(cloud, "fails", "def handler(event, context):\n    print('another', event)\n")
    assert logs.unwanted(cloud, "fails", "another", since_ms=since, seconds=2.5) == ""


def test_a_throttled_event_waits_until_there_is_room(cloud: Cloud) -> None:
    deploy(
        cloud,
        "slow",
        "import time\n\n\ndef handler(event, context):\n    time.sleep(0.3)\n    print('done', event['n'])\n",
    )
    cloud.client("lambda").put_function_concurrency(FunctionName="slow", ReservedConcurrentExecutions=1)
    for number in range(5):
        hand_over(cloud, "slow", {"n": number})

    def done() -> bool:
        texts = {line.text for line in logs.lines(cloud, "slow")}
        return texts >= {f"done {number}" for number in range(5)}

    until("all five events", done, timeout=20)


def test_without_any_concurrency_an_event_is_given_up_at_once(cloud: Cloud) -> None:
    deploy(cloud, "off", WORKS)
    failed = make_queue(cloud, "records")
    client = cloud.client("lambda")
    client.put_function_concurrency(FunctionName="off", ReservedConcurrentExecutions=0)
    client.put_function_event_invoke_config(
        FunctionName="off", DestinationConfig={"OnFailure": {"Destination": failed.arn}}
    )
    hand_over(cloud, "off", {"n": 1})
    assert json.loads(first_message(cloud, failed.url)["Body"])["requestPayload"] == {"n": 1}


@pytest.mark.parametrize("settings", [{"MaximumRetryAttempts": 3}, {"MaximumEventAgeInSeconds": 21601}])
@pytest.mark.differs(localstack="takes more retries and a greater age of an event than AWS allows")
def test_numbers_outside_of_awss_ranges_are_refused(cloud: Cloud, settings: dict[str, int]) -> None:
    deploy(cloud, "works", WORKS)
    client = cloud.client("lambda")
    with pytest.raises(client.exceptions.ClientError, match="failed to satisfy constraint"):
        client.put_function_event_invoke_config(FunctionName="works", **settings)


def test_a_topics_subscriber_is_retried_by_lambda(cloud: Cloud) -> None:
    arn = deploy(cloud, "fails", FAILS)
    topic = cloud.client("sns").create_topic(Name="orders")["TopicArn"]
    cloud.client("lambda").add_permission(
        FunctionName="fails",
        StatementId="t",
        Action="lambda:InvokeFunction",
        Principal="sns.amazonaws.com",
        SourceArn=topic,
    )
    cloud.client("sns").subscribe(TopicArn=topic, Protocol="lambda", Endpoint=arn)
    cloud.client("sns").publish(TopicArn=topic, Message="hello")
    until("three tries", lambda: len(tries(cloud, "fails")) == 3, timeout=10)
    assert len(set(tries(cloud, "fails"))) == 1
