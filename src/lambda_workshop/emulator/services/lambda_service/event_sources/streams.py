"""Polls the shards of a Kinesis or DynamoDB stream for a mapping.

https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
"""

from __future__ import annotations

import threading
import time
import uuid
import zlib
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lambda_workshop.aws import arns, filters
from lambda_workshop.emulator.services.lambda_service import destinations
from lambda_workshop.emulator.services.lambda_service.event_sources.sqs import failures
from lambda_workshop.emulator.services.lambda_service.event_sources.stream_records import Item, reader
from lambda_workshop.emulator.services.lambda_service.event_sources.worker import Mapping, Worker

_IDLE_SECONDS = 0.5
_RETRY_FIRST, _RETRY_LONGEST = 0.1, 2.0
"""Seconds between two tries of a failed batch."""


@dataclass(frozen=True)
class Batch:
    """Records that are tried together, and how often they were tried."""

    items: Sequence[Item]
    tries: int = 0


class StreamPoller:
    """One lane for each shard and each of the mapping's parallel batches; new shards get theirs as they come."""

    def __init__(self, mapping: Mapping, source: str) -> None:
        self._mapping = mapping
        self._source = source
        self._lanes: dict[tuple[str, int, int], Lane] = {}
        self._stopped = False
        self._first = True

    def start(self) -> None:
        """See Poller."""
        self.wake()

    def wake(self) -> None:
        """See Poller."""
        record = self._mapping.record
        if self._stopped or not record:
            return
        lanes = int(record.get("ParallelizationFactor") or 1)
        stream = reader(self._mapping, self._source, record["EventSourceArn"])
        for shard in stream.shards():
            for number in range(lanes):
                key = (shard, number, lanes)
                if key not in self._lanes:
                    # A shard that appears later is read from its start: nothing of it has been seen.
                    start = stream.position(shard, record) if self._first else stream.oldest(shard)
                    self._lanes[key] = Lane(self._mapping, self._source, shard, (number, lanes), start)
                    self._lanes[key].start()
        self._first = False
        for key in [key for key in self._lanes if key[2] != lanes]:
            self._lanes.pop(key).stop()
        for lane in self._lanes.values():
            lane.wake()

    def stop(self) -> None:
        """See Poller."""
        self._stopped = True
        for lane in self._lanes.values():
            lane.stop()


class Lane(Worker):
    """Reads one shard in order: all of it, or the partition keys that fall to this lane."""

    def __init__(self, mapping: Mapping, source: str, shard: str, share: tuple[int, int], position: int) -> None:
        super().__init__(f"{source}-{shard[-4:]}-{mapping.identity[:8]}", mapping)
        self._source = source
        self._shard = shard
        self._number, self._lanes = share
        self._position = position
        self._since = 0.0
        self._pause = threading.Event()

    def step(self) -> float:
        """Read, gather for the window, and work a batch off; see Worker."""
        record = self.mapping.record
        if not record or not record.get("Enabled", True):
            return _IDLE_SECONDS
        size, window = int(record.get("BatchSize") or 100), float(record.get("MaximumBatchingWindowInSeconds") or 0)
        stream = reader(self.mapping, self._source, record["EventSourceArn"])
        self._position = max(self._position, stream.oldest(self._shard))
        items, end = self._mine(stream.read(self._shard, self._position), size)
        if not items:
            self._position, self._since = end, 0.0
            return _IDLE_SECONDS
        self._since = self._since or time.monotonic()
        left = self._since + window - time.monotonic()
        if len(items) < size and left > 0:
            return min(left, _IDLE_SECONDS)
        wanted = filters.mapping_patterns(record.get("FilterCriteria"))
        kept = [item for item in items if filters.passes_mapping(item.record, wanted)]
        if kept:
            self._work_off(kept)
        self._position, self._since = end, 0.0
        return 0.0

    def _mine(self, items: Sequence[Item], size: int) -> tuple[list[Item], int]:
        """The first `size` records of this lane's keys, and the position behind what was looked at."""
        mine: list[Item] = []
        end = self._position
        for item in items:
            if len(mine) == size:
                break
            end = item.position + 1
            if self._lanes == 1 or zlib.crc32(item.key.encode()) % self._lanes == self._number:
                mine.append(item)
        return mine, end

    def _work_off(self, items: Sequence[Item]) -> None:
        """Invoke the function until every record is done, given up, or the mapping is stopped."""
        waiting: deque[Batch] = deque([Batch(items)])
        delay = _RETRY_FIRST
        while waiting and not self.stopped.is_set():
            record = self.mapping.record
            batch = self._young_enough(waiting.popleft(), record)
            if not batch.items:
                continue
            result = self.mapping.execute({"Records": [item.record for item in batch.items]})
            if result.get("throttle"):
                waiting.appendleft(batch)
                self.stopped.wait(delay)
                delay = min(delay * 2, _RETRY_LONGEST)
                continue
            rest = self._rest(batch, record, result)
            if not rest:
                self.mapping.note("OK")
                delay = _RETRY_FIRST
                continue
            self.mapping.note("PROBLEM: Function call failed")
            if self._again(batch, rest, record, result, waiting):
                self.stopped.wait(delay)
                delay = min(delay * 2, _RETRY_LONGEST)
            else:
                delay = _RETRY_FIRST

    def _rest(self, batch: Batch, record: dict[str, Any], result: dict[str, Any]) -> Sequence[Item]:
        """What of the batch is not done: from the lowest reported sequence number on, or all of it."""
        numbers = [item.sequence for item in batch.items]
        failed = failures(record, result, numbers)
        if not failed:
            return ()
        if result.get("error") or len(failed) == len(numbers):
            return batch.items
        return batch.items[min(numbers.index(number) for number in failed) :]

    def _again(
        self, batch: Batch, rest: Sequence[Item], record: dict[str, Any], result: dict[str, Any], waiting: deque[Batch]
    ) -> bool:
        """Put what is to be tried again in front; False when it was given up instead. Splitting is not a retry."""
        moved_on = len(rest) < len(batch.items)
        if record.get("BisectBatchOnFunctionError") and len(rest) > 1 and not moved_on:
            middle = len(rest) // 2
            waiting.appendleft(Batch(rest[middle:], batch.tries))
            waiting.appendleft(Batch(rest[:middle], batch.tries))
            return True
        retries = record.get("MaximumRetryAttempts", -1)
        tries = 1 if moved_on else batch.tries + 1
        if retries >= 0 and tries > retries:
            self._give_up(rest, record, result, "RetryAttemptsExhausted", tries)
            return False
        waiting.appendleft(Batch(rest, tries))
        return True

    def _young_enough(self, batch: Batch, record: dict[str, Any]) -> Batch:
        """The batch without records that are older than the mapping allows; those go to the destination."""
        limit = record.get("MaximumRecordAgeInSeconds", -1)
        if limit is None or limit < 0:
            return batch
        oldest = time.time() - limit
        old = [item for item in batch.items if item.arrived < oldest]
        if old:
            self._give_up(old, record, {}, "RecordAgeExceeded", batch.tries)
        return Batch([item for item in batch.items if item.arrived >= oldest], batch.tries)

    def _give_up(
        self, items: Sequence[Item], record: dict[str, Any], result: dict[str, Any], condition: str, tries: int
    ) -> None:
        """Tell the on-failure destination which records were skipped; a bucket gets the records as well."""
        target = ((record.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination")
        if not target:
            return
        first, last = items[0], items[-1]
        info = {
            "shardId": self._shard,
            "startSequenceNumber": first.sequence,
            "endSequenceNumber": last.sequence,
            "approximateArrivalOfFirstRecord": destinations.timestamp(first.arrived),
            "approximateArrivalOfLastRecord": destinations.timestamp(last.arrived),
            "batchSize": len(items),
            "streamArn": record["EventSourceArn"],
        }
        note: dict[str, Any] = {
            "requestContext": {
                "requestId": str(uuid.uuid4()),
                "functionArn": record["FunctionArn"],
                "condition": condition,
                "approximateInvokeCount": tries,
            },
            "version": "1.0",
            "timestamp": destinations.timestamp(),
            "KinesisBatchInfo" if self._source == "kinesis" else "DDBStreamBatchInfo": info,
        }
        if tries:
            note["responseContext"] = {
                "statusCode": 200,
                "executedVersion": record.get("Qualifier") or "$LATEST",
                "functionError": result.get("function_error") or "Unhandled",
            }
        if arns.service_of(target) == "s3":
            note["payload"] = {"Records": [item.record for item in items]}
        destinations.send(target, note, success=False)
