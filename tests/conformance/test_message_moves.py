"""Redrive as SQS documents it.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from localstack_client.session import Session


@dataclass(frozen=True)
class Queues:
    """A queue and its dead-letter queue."""

    client: Any
    jobs: str
    dead: str
    dead_arn: str

    def kill(self, *bodies: str) -> list[str]:
        """Send messages and receive them until they are dead; returns their ids."""
        for body in bodies:
            self.client.send_message(QueueUrl=self.jobs, MessageBody=body)
        ids = [message["MessageId"] for message in self.read(self.jobs)]
        assert self.read(self.jobs) == []
        return ids

    def read(self, url: str) -> list[dict[str, Any]]:
        """Up to ten messages, visible again at once."""
        options = {"MaxNumberOfMessages": 10, "VisibilityTimeout": 0, "MessageSystemAttributeNames": ["All"]}
        messages: list[dict[str, Any]] = self.client.receive_message(QueueUrl=url, **options).get("Messages", [])
        return messages


@pytest.fixture
def queues(session: Session) -> Queues:
    client = session.client("sqs")
    dead = client.create_queue(QueueName="dead")["QueueUrl"]
    arn = client.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 1})
    jobs = client.create_queue(QueueName="jobs", Attributes={"RedrivePolicy": policy})["QueueUrl"]
    return Queues(client, jobs, dead, arn)


def test_dead_messages_go_back_to_the_queue_that_they_came_from(queues: Queues) -> None:
    queues.kill("one", "two")
    queues.client.start_message_move_task(SourceArn=queues.dead_arn)
    assert [message["Body"] for message in queues.read(queues.jobs)] == ["one", "two"]
    assert queues.read(queues.dead) == []


def test_a_moved_message_is_a_new_message(queues: Queues) -> None:
    (dead,) = queues.kill("one")
    queues.client.start_message_move_task(SourceArn=queues.dead_arn)
    (back,) = queues.read(queues.jobs)
    assert back["MessageId"] != dead
    assert back["Attributes"]["ApproximateReceiveCount"] == "1"
    assert "DeadLetterQueueSourceArn" not in back["Attributes"]


def test_a_finished_task_is_listed_with_its_counts(queues: Queues) -> None:
    queues.kill("one", "two", "three")
    queues.client.start_message_move_task(SourceArn=queues.dead_arn)
    (task,) = queues.client.list_message_move_tasks(SourceArn=queues.dead_arn)["Results"]
    assert (task["Status"], task["ApproximateNumberOfMessagesMoved"]) == ("COMPLETED", 3)
    assert "TaskHandle" not in task


def test_messages_go_to_another_queue_when_it_is_named(queues: Queues) -> None:
    queues.kill("one")
    other = queues.client.create_queue(QueueName="other")["QueueUrl"]
    attributes = queues.client.get_queue_attributes(QueueUrl=other, AttributeNames=["QueueArn"])["Attributes"]
    queues.client.start_message_move_task(SourceArn=queues.dead_arn, DestinationArn=attributes["QueueArn"])
    assert [message["Body"] for message in queues.read(other)] == ["one"]


def test_a_slow_task_can_be_cancelled_and_is_the_only_one(queues: Queues) -> None:
    queues.kill("one", "two", "three")
    handle = queues.client.start_message_move_task(SourceArn=queues.dead_arn, MaxNumberOfMessagesPerSecond=1)
    with pytest.raises(ClientError, match="already a task running"):
        queues.client.start_message_move_task(SourceArn=queues.dead_arn)
    moved = queues.client.cancel_message_move_task(TaskHandle=handle["TaskHandle"])
    assert moved["ApproximateNumberOfMessagesMoved"] in (0, 1, 2)
    (task,) = queues.client.list_message_move_tasks(SourceArn=queues.dead_arn)["Results"]
    assert task["Status"] == "CANCELLED"


def test_a_queue_that_is_no_dead_letter_queue_is_refused(queues: Queues) -> None:
    attributes = queues.client.get_queue_attributes(QueueUrl=queues.jobs, AttributeNames=["QueueArn"])["Attributes"]
    with pytest.raises(ClientError, match="must be configured as a Dead Letter Queue"):
        queues.client.start_message_move_task(SourceArn=attributes["QueueArn"])


def test_a_queue_that_does_not_exist_is_not_found(queues: Queues) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        queues.client.start_message_move_task(SourceArn=queues.dead_arn + "-not-there")
