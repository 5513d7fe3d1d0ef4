"""DynamoDB tables and their streams."""

from __future__ import annotations

from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.exceptions import ClientError

from lambda_workshop.cloud.core import Cloud, missing
from lambda_workshop.cloud.waiting import until

STREAM_SECONDS = 30.0
"""How long a table's stream may take until it is enabled."""


def create(cloud: Cloud, name: str, *keys: str, stream: bool = False, **more: Any) -> dict[str, Any]:
    """Create a table that is paid by request, and wait until it can be used.

    Args:
        keys: the partition key's name, and the sort key's if there is one; both are texts.
        stream: with a stream of new and old images.
        more: what else `CreateTable` takes.

    Returns:
        What `ready` returns.

    Raises:
        ClientError: DynamoDB refused it, as with a name that is taken.
        TimedOut: the stream was not enabled in time.
    """
    if stream:
        more["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    cloud.client("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)],
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
        BillingMode="PAY_PER_REQUEST",
        **more,
    )
    return ready(cloud, name)


def ready(cloud: Cloud, name: str) -> dict[str, Any]:
    """Wait until the table is active and its stream, if it has one, is enabled.

    LocalStack 4.14 loses changes that are made before the stream is.

    Returns:
        The table, as `DescribeTable` gives it.

    Raises:
        WaiterError: there is no such table, or it was not active within 30 s.
        TimedOut: the stream was not enabled within `STREAM_SECONDS`.
    """
    client = cloud.client("dynamodb")
    client.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    found: dict[str, Any] = client.describe_table(TableName=name)["Table"]
    if found.get("StreamSpecification", {}).get("StreamEnabled"):
        streams, arn = cloud.client("dynamodbstreams"), found["LatestStreamArn"]

        def enabled() -> bool:
            return bool(streams.describe_stream(StreamArn=arn)["StreamDescription"]["StreamStatus"] == "ENABLED")

        until(f"the stream of table `{name}` to be enabled", enabled, timeout=STREAM_SECONDS)
    return found


def find(cloud: Cloud, name: str) -> dict[str, Any] | None:
    """The table, as `DescribeTable` gives it; None when there is none of that name."""
    try:
        found: dict[str, Any] = cloud.client("dynamodb").describe_table(TableName=name)["Table"]
    except ClientError as error:
        if missing(error):
            return None
        raise
    return found


def item(cloud: Cloud, table: str, /, **key: str) -> dict[str, Any]:
    """The item with this key, as Python has it (numbers are `Decimal`, sets are sets), read consistently; or `{}`."""
    found = cloud.client("dynamodb").get_item(TableName=table, Key=_written(key), ConsistentRead=True)
    return {name: TypeDeserializer().deserialize(value) for name, value in found.get("Item", {}).items()}


def _written(item: dict[str, Any]) -> dict[str, Any]:
    return {name: TypeSerializer().serialize(value) for name, value in item.items()}
