"""S3's notification events, as checks send them to a handler."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote_plus

GOLDEN = Path(__file__).parent / "events" / "put.json"


def record(
    random: Random,
    key: str,
    *,
    event: str = "ObjectCreated:Put",
    size: int | None = None,
    version: str = "",
    bucket: str,
) -> dict[str, Any]:
    """One record for this object; the key is given as it was uploaded."""
    found: dict[str, Any] = json.loads(GOLDEN.read_text("utf-8"))["Records"][0]
    found["eventName"] = event
    found["s3"]["bucket"] |= {"name": bucket, "arn": f"arn:aws:s3:::{bucket}"}
    stored: dict[str, Any] = {"key": quote_plus(key, safe="/"), "sequencer": f"{random.randrange(16**18):018X}"}
    if not event.startswith("ObjectRemoved"):
        stored |= {
            "size": random.randint(2_000, 900_000) if size is None else size,
            "eTag": f"{random.randrange(16**32):032x}",
        }
    if version:
        stored["versionId"] = version
    found["s3"]["object"] = stored
    return found


def planned(bucket: str, key: str, version: str = "") -> dict[str, Any]:
    """What the planner must say of this photo."""
    return {
        "bucket": bucket,
        "photo": key,
        "thumbnail": "thumbnails/" + key.removeprefix("photos/"),
        "version": version or None,
    }
