"""The events in the queue's section are what its trigger really delivers.

https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest
from golden import delivered, deploy_echo, shape

from lambda_workshop.authoring.section import load
from lambda_workshop.cloud import Cloud

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("sqs")


def sent_and_delivered(cloud: Cloud, name: str, golden: dict[str, Any]) -> dict[str, Any]:
    """The event that a function got for a message with the golden event's first body."""
    first = golden["Records"][0]
    fifo = name.endswith(".fifo")
    sqs = cloud.client("sqs")
    url = sqs.create_queue(QueueName=name, Attributes={"FifoQueue": "true"} if fifo else {})["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    function = deploy_echo(cloud, "arn:aws:iam::aws:policy/AmazonSQSFullAccess")
    cloud.client("lambda").create_event_source_mapping(FunctionName=function, EventSourceArn=arn)
    group = {key: first["attributes"][key] for key in ("MessageGroupId", "MessageDeduplicationId") if fifo}
    sqs.send_message(QueueUrl=url, MessageBody=first["body"], **group)
    return delivered(cloud)


@pytest.mark.parametrize(("event", "queue"), [("batch", "inkwell-sqs-jobs"), ("fifo", "inkwell-sqs-lab-updates.fifo")])
def test_the_golden_event_has_the_shape_of_a_delivered_one(session: Session, event: str, queue: str) -> None:
    golden = load("sqs").events()[event]
    assert shape(sent_and_delivered(Cloud(session), queue, golden)) == shape(golden)


@pytest.mark.parametrize("event", ["batch", "fifo"])
def test_every_golden_record_is_consistent_with_itself(event: str) -> None:
    golden = load("sqs").events()[event]
    for record in golden["Records"]:
        assert record["md5OfBody"] == hashlib.md5(record["body"].encode(), usedforsecurity=False).hexdigest()
        assert shape(record) == shape(golden["Records"][0])
