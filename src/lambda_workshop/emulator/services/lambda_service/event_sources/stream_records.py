"""The records of Kinesis and DynamoDB streams, by shard and position, as a function sees them."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from lambda_workshop.aws import arns
from lambda_workshop.emulator.fallback import lambda_functions, streams
from lambda_workshop.emulator.services.lambda_service.event_sources.worker import Mapping


@dataclass(frozen=True)
class Item:
    """One record: where it stands in its shard, its key and sequence number, and when it arrived (seconds)."""

    position: int
    key: str
    sequence: str
    arrived: float
    record: dict[str, Any]


class Reader(Protocol):
    """Reads a stream. A position counts the shard's records from its first."""

    def shards(self) -> Sequence[str]:
        """The shards' ids; none while the stream is not there."""

    def oldest(self, shard: str) -> int:
        """The position of the oldest record that is still kept."""

    def position(self, shard: str, mapping: dict[str, Any]) -> int:
        """Where a new mapping starts to read."""

    def read(self, shard: str, position: int) -> Sequence[Item]:
        """The records from this position on, as many as one poll gives."""


_POLL = 10000


def reader(mapping: Mapping, source: str, arn: str) -> Reader:
    """The reader of a mapping's stream."""
    return KinesisReader(mapping, arn) if source == "kinesis" else TableReader(mapping, arn)


class KinesisReader:
    """https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html"""

    def __init__(self, mapping: Mapping, arn: str) -> None:
        self._mapping = mapping
        self._arn = arn

    def _shard(self, shard: str) -> list[dict[str, Any]]:
        return list((self._stream().get("shards") or {}).get(shard, {}).get("records", []))

    def _stream(self) -> dict[str, Any]:
        account, region, name = arns.account_of(self._arn), arns.region_of(self._arn), self._arn.rsplit("/", 1)[-1]
        return streams.kinesis_stream(account, region, name) or {}

    def shards(self) -> Sequence[str]:
        """See Reader."""
        return sorted(self._stream().get("shards") or {})

    def oldest(self, shard: str) -> int:
        """See Reader."""
        return 0

    def position(self, shard: str, mapping: dict[str, Any]) -> int:
        """See Reader."""
        records = self._shard(shard)
        if mapping.get("StartingPosition") == "TRIM_HORIZON":
            return 0
        if mapping.get("StartingPosition") == "AT_TIMESTAMP":
            moment = float(mapping.get("StartingPositionTimestamp") or 0)
            return next(
                (index for index, item in enumerate(records) if item["ApproximateArrivalTimestamp"] >= moment),
                len(records),
            )
        return len(records)

    def read(self, shard: str, position: int) -> Sequence[Item]:
        """See Reader."""
        found = self._shard(shard)[position : position + _POLL]
        return [self._item(shard, position + index, record) for index, record in enumerate(found)]

    def _item(self, shard: str, position: int, record: dict[str, Any]) -> Item:
        data, sequence = record["Data"], str(record["SequenceNumber"])
        encoded = base64.b64encode(data).decode() if isinstance(data, bytes) else str(data)
        role = f"arn:aws:iam::{self._mapping.account}:role/{_role_name(self._mapping)}"
        event = {
            "kinesis": {
                "kinesisSchemaVersion": "1.0",
                "partitionKey": record["PartitionKey"],
                "sequenceNumber": sequence,
                "data": encoded,
                "approximateArrivalTimestamp": record["ApproximateArrivalTimestamp"],
            },
            "eventSource": "aws:kinesis",
            "eventVersion": "1.0",
            "eventID": f"{shard}:{sequence}",
            "eventName": "aws:kinesis:record",
            "invokeIdentityArn": role,
            "awsRegion": arns.region_of(self._arn),
            "eventSourceARN": self._arn,
        }
        return Item(position, record["PartitionKey"], sequence, float(record["ApproximateArrivalTimestamp"]), event)


class TableReader:
    """https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html"""

    def __init__(self, mapping: Mapping, arn: str) -> None:
        self._mapping = mapping
        self._arn = arn
        self._table = arn.split("/stream/")[0].rsplit("/", 1)[-1]
        self._scope = {"account": mapping.account, "region": mapping.region}

    def shards(self) -> Sequence[str]:
        """See Reader: one, as small tables have."""
        table = streams.table_in(self._mapping.account, self._mapping.region, self._table)
        return ["shardId-00000000000000000000-00000000"] if table and table.get("LatestStreamArn") == self._arn else []

    def oldest(self, shard: str) -> int:
        """See Reader."""
        return streams.oldest_position(self._table, **self._scope)

    def position(self, shard: str, mapping: dict[str, Any]) -> int:
        """See Reader."""
        if mapping.get("StartingPosition") == "TRIM_HORIZON":
            return self.oldest(shard)
        created = dynamodb_position(mapping)
        return streams.next_position(self._table, **self._scope) if created is None else created

    def read(self, shard: str, position: int) -> Sequence[Item]:
        """See Reader."""
        found = streams.changes(self._table, position, _POLL, **self._scope)
        return [_table_item(position + index, record) for index, record in enumerate(found)]


def dynamodb_position(mapping: dict[str, Any]) -> int | None:
    """Where MiniStack anchored the mapping when it was created, so that nothing in between is missed."""
    return streams.position_at_creation(mapping["UUID"])


def _table_item(position: int, record: dict[str, Any]) -> Item:
    """With the size of the keys and images and an id of 32 hexadecimal digits, as AWS has them."""
    change = dict(record["dynamodb"])
    images = (change.get(name) for name in ("Keys", "OldImage", "NewImage"))
    change["SizeBytes"] = sum(streams.item_bytes(image) for image in images if image)
    record = {**record, "dynamodb": change, "eventID": str(record["eventID"]).replace("-", "")}
    keys = str(sorted((name, str(value)) for name, value in (change.get("Keys") or {}).items()))
    arrived = float(change.get("ApproximateCreationDateTime") or 0)
    return Item(position, keys, str(change["SequenceNumber"]), arrived, record)


def _role_name(mapping: Mapping) -> str:
    name = str(mapping.record.get("FunctionName"))
    function = lambda_functions.functions().get_scoped(mapping.account, mapping.region, name) or {}
    return str((function.get("config") or {}).get("Role", "")).rsplit("/", 1)[-1]
