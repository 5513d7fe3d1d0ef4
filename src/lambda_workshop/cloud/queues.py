"""SQS queues."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from lambda_workshop.aws import policies
from lambda_workshop.aws.policies import Request, acting_for, may, parse
from lambda_workshop.cloud.core import Cloud, missing


@dataclass(frozen=True)
class Queue:
    """A queue and its attributes, as text. `dead_letter_arn` and `max_receives` come from its redrive policy."""

    name: str
    url: str
    arn: str
    attributes: Mapping[str, str]

    @property
    def visibility_timeout(self) -> int:
        """Seconds for which a received message is hidden."""
        return int(self.attributes["VisibilityTimeout"])

    @property
    def redrive(self) -> Mapping[str, Any]:
        """The redrive policy as data; empty when there is none."""
        found: dict[str, Any] = json.loads(self.attributes.get("RedrivePolicy") or "{}")
        return found

    @property
    def dead_letter_arn(self) -> str:
        """The dead-letter queue's ARN; empty when there is none."""
        return str(self.redrive.get("deadLetterTargetArn", ""))

    @property
    def max_receives(self) -> int:
        """After how many receives a message is dead; 0 when never."""
        return int(self.redrive.get("maxReceiveCount", 0))


def find(cloud: Cloud, name: str) -> Queue | None:
    """The queue, or None when there is none of that name."""
    sqs = cloud.client("sqs")
    try:
        url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    except ClientError as error:
        if missing(error):
            return None
        raise
    return Queue(name, url, attributes["QueueArn"], attributes)


def lets_send(cloud: Cloud, queue: Queue, service: str, source_arn: str) -> bool:
    """Whether the queue's policy lets this service send for this source; emulators do not always ask.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-creating-custom-policies.html
    """
    found = cloud.client("sqs").get_queue_attributes(QueueUrl=queue.url, AttributeNames=["Policy"])
    request = Request("sqs:SendMessage", queue.arn, policies.service(service), acting_for(source_arn))
    return may(request, resource_policy=parse(found.get("Attributes", {}).get("Policy"))).allowed


def counts(cloud: Cloud, url: str) -> tuple[int, int]:
    """How many messages are visible, and how many are hidden, about now."""
    wanted = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    found = cloud.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=wanted)["Attributes"]
    return int(found[wanted[0]]), int(found[wanted[1]])


def receive(cloud: Cloud, url: str, *, delete: bool = True, seconds: int = 0) -> list[dict[str, Any]]:
    """Up to ten messages, deleted once read unless told otherwise; waits at most that many seconds for the first."""
    sqs = cloud.client("sqs")
    found = sqs.receive_message(
        QueueUrl=url,
        MaxNumberOfMessages=10,
        WaitTimeSeconds=seconds,
        MessageAttributeNames=["All"],
        AttributeNames=["All"],
        **({} if delete else {"VisibilityTimeout": 0}),
    ).get("Messages", [])
    if delete:
        for message in found:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return list(found)
