"""Kinesis streams and DynamoDB tables' streams, as event source mappings read them."""

from __future__ import annotations

from lambda_workshop.emulator.fallback.ministack import Record, dynamodb, kinesis, lambda_svc


def kinesis_stream(account: str, region: str, name: str) -> Record | None:
    """The Kinesis stream."""
    return kinesis._streams.get_scoped(account, region, name)


def kinesis_stream_exists(stream_arn: str) -> bool:
    """Whether a Kinesis stream has this ARN."""
    return kinesis._resolve_stream_by_arn(stream_arn) is not None


def table(name: str) -> Record | None:
    """The DynamoDB table of the current account and region."""
    return dynamodb._tables.get(name)


def table_in(account: str, region: str, name: str) -> Record | None:
    """The DynamoDB table."""
    return dynamodb._tables.get_scoped(account, region, name)


def oldest_position(table: str, account: str, region: str) -> int:
    """Where the oldest record stands that the table's stream still has."""
    return dynamodb.stream_start_position(table, account_id=account, region=region)


def next_position(table: str, account: str, region: str) -> int:
    """Where the table's next record will stand."""
    return dynamodb.stream_end_position(table, account_id=account, region=region)


def position_at_creation(mapping: str) -> int | None:
    """Where the table's stream ended when the event source mapping of this UUID was created."""
    return lambda_svc._dynamodb_stream_positions.get(mapping)


def changes(table: str, position: int, most: int, account: str, region: str) -> list[Record]:
    """Up to so many records of the table's stream from this position on."""
    return dynamodb.stream_records_since(table, position, most, account_id=account, region=region)


def item_bytes(item: Record) -> int:
    """The item's size as DynamoDB reckons it."""
    return dynamodb._item_size_bytes(item)
