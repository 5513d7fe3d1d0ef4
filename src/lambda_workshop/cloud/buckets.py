"""S3 buckets and their notifications."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from lambda_workshop.cloud.core import Cloud, missing


def exists(cloud: Cloud, name: str) -> bool:
    """Whether there is a bucket of this name that the account may see."""
    try:
        cloud.client("s3").head_bucket(Bucket=name)
    except ClientError as error:
        if missing(error):
            return False
        raise
    return True


def keys(cloud: Cloud, bucket: str, prefix: str = "") -> list[str]:
    """The keys under a prefix, in order."""
    pages = cloud.client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return [item["Key"] for page in pages for item in page.get("Contents", [])]


def read(cloud: Cloud, bucket: str, key: str) -> bytes | None:
    """The object's bytes, or None while it is not there."""
    try:
        body: bytes = cloud.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    except ClientError as error:
        if missing(error):
            return None
        raise
    return body


def function_notifications(cloud: Cloud, bucket: str) -> list[dict[str, Any]]:
    """The bucket's notifications that go to functions."""
    found = cloud.client("s3").get_bucket_notification_configuration(Bucket=bucket)
    return list(found.get("LambdaFunctionConfigurations", []))
