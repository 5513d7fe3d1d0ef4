"""Asks for the video range by range."""

import hashlib
import json
import os

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    """Return the video's key, size and hash, and file them."""
    bucket, key = (text_of(event, name) for name in ("bucket", "key"))
    try:
        head = s3.head_object(Bucket=bucket, Key=key)
    except s3.exceptions.ClientError as error:
        raise LookupError(f"there is no {key} in {bucket}") from error
    receipt = known(f"receipts/{key}.json")
    if receipt.get("etag") != head["ETag"]:
        receipt = {"key": key, "bytes": head["ContentLength"], "sha256": hash_of(bucket, key), "etag": head["ETag"]}
        s3.put_object(Bucket=os.environ["RECEIPTS"], Key=f"receipts/{key}.json", Body=json.dumps(receipt))
    return {name: receipt[name] for name in ("key", "bytes", "sha256")}


def text_of(event, name):
    """A field of the event that must be text."""
    value = event.get(name)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} must be a text")
    return value


def known(place):
    """The receipt that is there, or an empty one."""
    try:
        return json.loads(s3.get_object(Bucket=os.environ["RECEIPTS"], Key=place)["Body"].read())
    except s3.exceptions.NoSuchKey:
        return {}


def hash_of(bucket, key):
    """The SHA-256 of an object, read in pieces."""
    found = hashlib.sha256()
    size, at, step = s3.head_object(Bucket=bucket, Key=key)["ContentLength"], 0, 8 << 20
    while at < size:
        found.update(s3.get_object(Bucket=bucket, Key=key, Range=f"bytes={at}-{at + step - 1}")["Body"].read())
        at += step
    return found.hexdigest()
