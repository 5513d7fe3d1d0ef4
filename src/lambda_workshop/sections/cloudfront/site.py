"""The shop's site on the backend: its bucket, its distribution, and the edge that serves it."""

from __future__ import annotations

from typing import Any

from lambda_workshop.aws.edge.associations import Association
from lambda_workshop.aws.edge.events import EventType
from lambda_workshop.cloud import Cloud
from lambda_workshop.simulators.edge import Edge
from lambda_workshop.simulators.edge.distribution import Distribution

SITE, FUNCTION = "inkwell-cloudfront-site", "inkwell-cloudfront-edge"


def bucket_name(cloud: Cloud, prefix: str = "inkwell-cloudfront") -> str:
    """The bucket's name in this account."""
    return f"{prefix}-{cloud.account}"


def find(cloud: Cloud, comment: str = SITE) -> str:
    """The id of the distribution with this comment; empty when there is none."""
    listed: list[dict[str, Any]] = cloud.client("cloudfront").list_distributions()["DistributionList"].get("Items", [])
    return next((str(item["Id"]) for item in listed if item["Comment"] == comment), "")


def open_edge(cloud: Cloud, comment: str = SITE) -> Edge | None:
    """The edge that serves the distribution with this comment, its cache empty; None when there is none."""
    found = find(cloud, comment)
    return Edge.of(cloud, found) if found else None


def association(distribution: Distribution, event: EventType) -> Association | None:
    """The default behaviour's function at this event."""
    return distribution.behaviours[-1].function(event)


def upload(cloud: Cloud, bucket: str, key: str, text: str) -> None:
    """Put an HTML page into the bucket."""
    cloud.client("s3").put_object(Bucket=bucket, Key=key, Body=text.encode(), ContentType="text/html")
