"""Queues."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from lambda_workshop.emulator.fallback.ministack import Record, Store, arn, eventbridge, sqs


def queues() -> Store[Record]:
    """The queues by URL."""
    return sqs._queues


def find(queue_arn: str) -> Record | None:
    """The queue with this ARN, whatever account and region it is in."""
    return sqs._queue_by_arn(queue_arn)


def lock() -> AbstractContextManager[object]:
    """Held while messages are taken off a queue or put on it."""
    return sqs._queues_lock


def receive(queue: Record, number: int, visibility_timeout: int) -> list[Record]:
    """Up to `number` messages, invisible to others for so many seconds. Whoever calls holds the lock."""
    sqs._expire_retained(queue)
    sqs._dlq_sweep(queue)
    return sqs._collect_msgs(queue, number, visibility_timeout)


def send(queue_arn: str, body: str, attributes: Mapping[str, Any]) -> None:
    """SendMessage to a queue that exists; the attributes are as that operation takes them."""
    url = sqs._queue_url(queue_arn.rsplit(":", 1)[-1])
    sqs._act_send_message({"QueueUrl": url, "MessageBody": body, "MessageAttributes": attributes}, url)


def deliver(queue_arn: str, body: str, parameters: Mapping[str, Any]) -> None:
    """Put a message on a queue as EventBridge does; `parameters` may have its `MessageGroupId`."""
    eventbridge._dispatch_to_sqs(arn.parse_arn(queue_arn), body, parameters)


def error(code: str, message: str) -> Exception:
    """What an operation raises to answer 400 with this code."""
    return sqs._Err(code, message)
