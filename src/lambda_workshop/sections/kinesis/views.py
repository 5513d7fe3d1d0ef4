"""Page views as the shop's site writes them, and the stream records that carry them."""

from __future__ import annotations

import base64
import copy
import json
from pathlib import Path
from random import Random
from typing import Any

from botocore.exceptions import ClientError

from lambda_workshop.cloud import Cloud, missing

STREAM, COUNTER, PAGES, FAILED = (
    "inkwell-kinesis-views", "inkwell-kinesis-counter", "inkwell-kinesis-pages", "inkwell-kinesis-failed",
)  # fmt: skip
GOLDEN = Path(__file__).parent / "events" / "page_view.json"
_PAGES = ("/posters", "/mugs", "/cards", "/canvas", "/calendars", "/stickers")


def documented() -> dict[str, Any]:
    """The documented event, with one view."""
    event: dict[str, Any] = json.loads(GOLDEN.read_text("utf-8"))
    return event


def view(random: Random, page: str = "") -> dict[str, Any]:
    """What the site writes of one view."""
    return {
        "visitor": f"visitor-{random.randrange(16**6):06x}",
        "page": page or f"{random.choice(_PAGES)}/{random.randrange(16**3):03x}",
        "ms": random.randint(100, 9000),
    }


def record(random: Random, data: bytes) -> dict[str, Any]:
    """The stream record with these bytes."""
    found: dict[str, Any] = copy.deepcopy(documented()["Records"][0])
    number = f"{random.randrange(10**29):030d}"
    found["kinesis"] |= {
        "sequenceNumber": number,
        "partitionKey": f"visitor-{random.randrange(16**6):06x}",
        "data": base64.b64encode(data).decode(),
    }
    return found | {"eventID": f"shardId-000000000000:{number}"}


def stream(cloud: Cloud, name: str = STREAM) -> dict[str, Any] | None:
    """The stream's description; None when there is none of that name."""
    try:
        found: dict[str, Any] = cloud.client("kinesis").describe_stream(StreamName=name)["StreamDescription"]
    except ClientError as error:
        if missing(error):
            return None
        raise
    return found


def put(cloud: Cloud, *data: bytes, name: str = STREAM, key: str = "visitor-7") -> None:
    """Put records with one partition key, so that they stay in order."""
    for item in data:
        cloud.client("kinesis").put_record(StreamName=name, PartitionKey=key, Data=item)


def count(cloud: Cloud, page: str, *, table: str = PAGES) -> int:
    """How often the page was seen, as the table says."""
    found = cloud.client("dynamodb").get_item(TableName=table, Key={"page": {"S": page}}, ConsistentRead=True)
    return int(found.get("Item", {}).get("views", {}).get("N", "0"))
