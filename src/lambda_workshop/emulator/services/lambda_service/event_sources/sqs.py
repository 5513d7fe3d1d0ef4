"""Polls a queue for a mapping.

https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Sequence
from typing import Any

from lambda_workshop.aws import arns, filters
from lambda_workshop.aws.facts import lambda_functions as facts
from lambda_workshop.emulator.fallback import sqs
from lambda_workshop.emulator.services.lambda_service.event_sources.worker import Mapping, Worker

EVENT_BYTES = facts.SYNCHRONOUS_PAYLOAD.value
CONCURRENCY = 5
"""Batches at a time, before scaling, which a laptop does not do."""
_IDLE_SECONDS = 0.5
_THROTTLED_FIRST, _THROTTLED_LONGEST = 0.1, 2.0


class QueuePoller(Worker):
    """Receives batches and hands each to a thread that invokes the function, as many at a time as the mapping may."""

    def __init__(self, mapping: Mapping) -> None:
        super().__init__(f"sqs-{mapping.identity[:8]}", mapping)
        self._running = 0
        self._lock = threading.Lock()
        self._gathered: list[dict[str, Any]] = []
        self._deadline = 0.0

    def step(self) -> float:
        """Receive what there is room for; see Worker."""
        record = self.mapping.record
        if not record or not record.get("Enabled", True):
            return _IDLE_SECONDS
        queue = sqs.find(record["EventSourceArn"])
        if queue is None or self._running >= self._limit(record):
            return _IDLE_SECONDS
        size, window = int(record.get("BatchSize") or 10), float(record.get("MaximumBatchingWindowInSeconds") or 0)
        received = self._receive(queue, size - len(self._gathered), record)
        if received and not self._gathered:
            self._deadline = time.monotonic() + window
        self._gathered += received
        left = self._deadline - time.monotonic()
        if not self._gathered or (len(self._gathered) < size and left > 0):
            return min(_IDLE_SECONDS, max(left, 0.01)) if self._gathered else self._until_visible(queue)
        batch, self._gathered = self._gathered, []
        for part in _parts(batch):
            self._dispatch(queue, part)
        return 0.0

    def _limit(self, record: dict[str, Any]) -> int:
        return int((record.get("ScalingConfig") or {}).get("MaximumConcurrency") or CONCURRENCY)

    def _receive(self, queue: dict[str, Any], number: int, record: dict[str, Any]) -> list[dict[str, Any]]:
        """Take messages off the queue for its visibility timeout; those that no filter wants are deleted."""
        with sqs.lock():
            visible = int(queue["attributes"].get("VisibilityTimeout", "30"))
            messages = sqs.receive(queue, number, visible)
            records = [(message, _as_record(message, record["EventSourceArn"])) for message in messages]
        wanted = filters.mapping_patterns(record.get("FilterCriteria"))
        kept = [item for _message, item in records if filters.passes_mapping(item, wanted)]
        if len(kept) < len(records):
            handles = {item["receiptHandle"] for item in kept}
            self._delete(queue, {item["receiptHandle"] for _message, item in records} - handles)
        return kept

    def _until_visible(self, queue: dict[str, Any]) -> float:
        """Seconds until a hidden message shows again, at most the idle time."""
        now = time.time()
        hidden = [message.get("visible_at", now) - now for message in list(queue["messages"])]
        return float(max(0.01, min([_IDLE_SECONDS, *hidden])))

    def _dispatch(self, queue: dict[str, Any], batch: list[dict[str, Any]]) -> None:
        with self._lock:
            self._running += 1
        name = f"sqs-batch-{self.mapping.identity[:8]}"
        threading.Thread(target=self._process, args=(queue, batch), name=name, daemon=True).start()

    def _process(self, queue: dict[str, Any], batch: list[dict[str, Any]]) -> None:
        try:
            self.mapping.enter()
            result = self._execute(queue, batch)
            failed = failures(self.mapping.record, result, [item["messageId"] for item in batch])
            done = {item["receiptHandle"] for item in batch if item["messageId"] not in failed}
            self._delete(queue, done)
            self.mapping.note("OK" if not failed else "PROBLEM: Function call failed")
        finally:
            with self._lock:
                self._running -= 1
            self.wake()

    def _execute(self, queue: dict[str, Any], batch: list[dict[str, Any]]) -> dict[str, Any]:
        """Invoke the function; while it is throttled, try again until the messages are about to show again."""
        deadline = time.monotonic() + 0.8 * int(queue["attributes"].get("VisibilityTimeout", "30"))
        delay = _THROTTLED_FIRST
        while True:
            result = self.mapping.execute({"Records": batch})
            if not result.get("throttle") or time.monotonic() + delay > deadline or self.stopped.wait(delay):
                return result
            delay = min(delay * 2, _THROTTLED_LONGEST)

    def _delete(self, queue: dict[str, Any], handles: set[str]) -> None:
        """Take these off the queue, wherever the queue's record is by now."""
        if handles:
            with sqs.lock():
                queue["messages"] = [item for item in queue["messages"] if item.get("receipt_handle") not in handles]


def failures(mapping: dict[str, Any], result: dict[str, Any], ids: Sequence[str]) -> frozenset[str]:
    """The messages of a batch that are not done: all after an error, else those that the answer names.

    An answer that Lambda cannot read fails the whole batch: an unknown, empty or missing identifier.
    """
    everything = frozenset(ids)
    if result.get("error") or result.get("throttle"):
        return everything
    if "ReportBatchItemFailures" not in (mapping.get("FunctionResponseTypes") or []):
        return frozenset()
    answer = result.get("body")
    if answer is None:
        return frozenset()
    if not isinstance(answer, dict):
        return everything
    items = answer.get("batchItemFailures")
    if items is None:
        return frozenset()
    if not isinstance(items, list):
        return everything
    named = [item.get("itemIdentifier") if isinstance(item, dict) else None for item in items]
    if any(name not in everything for name in named):
        return everything
    return frozenset(str(name) for name in named)


def _parts(batch: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The batch in events of at most 6 MB each."""
    parts: list[list[dict[str, Any]]] = [[]]
    size = 0
    for record in batch:
        length = len(json.dumps(record))
        if parts[-1] and size + length > EVENT_BYTES - 1024:
            parts.append([])
            size = 0
        parts[-1].append(record)
        size += length
    return parts


def _as_record(message: dict[str, Any], queue_arn: str) -> dict[str, Any]:
    """A message as the function sees it: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html"""
    system = message.get("sys") or {}
    attributes = {
        "ApproximateReceiveCount": str(message.get("receive_count", 1)),
        "SentTimestamp": str(int(message["sent_at"] * 1000)),
        "SenderId": str(system.get("SenderId") or arns.account_of(queue_arn)),
        "ApproximateFirstReceiveTimestamp": str(int((message.get("first_receive_at") or time.time()) * 1000)),
    }
    for name in ("AWSTraceHeader", "DeadLetterQueueSourceArn"):
        if system.get(name):
            attributes[name] = system[name]
    for name, key in (
        ("MessageGroupId", "group_id"),
        ("MessageDeduplicationId", "dedup_id"),
        ("SequenceNumber", "seq"),
    ):
        if message.get(key) is not None:
            attributes[name] = str(message[key])
    record = {
        "messageId": message["id"],
        "receiptHandle": message["receipt_handle"],
        "body": message["body"],
        "attributes": attributes,
        "messageAttributes": _message_attributes(message.get("message_attributes") or {}),
        "md5OfBody": message.get("md5_body") or message.get("md5") or "",
        "eventSource": "aws:sqs",
        "eventSourceARN": queue_arn,
        "awsRegion": arns.region_of(queue_arn),
    }
    if message.get("md5_attrs"):
        record["md5OfMessageAttributes"] = message["md5_attrs"]
    return record


def _message_attributes(attributes: dict[str, Any]) -> dict[str, Any]:
    """The same attributes with the field names that a function's event has."""
    return {
        name: {
            **{key[0].lower() + key[1:]: value for key, value in inner.items()},
            "stringListValues": [],
            "binaryListValues": [],
        }
        for name, inner in attributes.items()
    }
