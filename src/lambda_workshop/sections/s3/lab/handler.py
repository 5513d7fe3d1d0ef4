"""Keeps the catalogue of the pictures in a bucket. See README.md."""

import json
import struct
from urllib.parse import unquote_plus

import boto3

### BEGIN SOLUTION
s3 = boto3.client("s3")
### STARTER
# # Make the client here, once for each environment.
### END SOLUTION


def handler(event, context):
    """Bring the catalogue to what the event tells."""
    ### BEGIN SOLUTION
    for record in event["Records"]:
        stored, bucket = record["s3"]["object"], record["s3"]["bucket"]["name"]
        key = unquote_plus(stored["key"])
        if not key.startswith("pictures/"):
            continue
        entry = f"catalogue/{key.removeprefix('pictures/')}.json"
        if newer(known(bucket, entry), stored["sequencer"]):
            continue
        if record["eventName"].startswith("ObjectRemoved:"):
            s3.delete_object(Bucket=bucket, Key=entry)
        else:
            width, height = size_of(bucket, key)
            body = {"key": key, "size": stored["size"], "width": width, "height": height}
            body["sequencer"] = stored["sequencer"]
            s3.put_object(Bucket=bucket, Key=entry, Body=json.dumps(body), ContentType="application/json")
        print(f"catalogued {record['eventName']}")
    ### STARTER
    # ...
    ### END SOLUTION


### BEGIN SOLUTION
def newer(one, other):
    """Whether the sequencer of an entry is later than that of an event."""
    length = max(len(one), len(other))
    return one.rjust(length, "0") > other.rjust(length, "0")


def known(bucket, entry):
    """The sequencer of the entry that is there, or an empty text."""
    try:
        return json.loads(s3.get_object(Bucket=bucket, Key=entry)["Body"].read())["sequencer"]
    except s3.exceptions.NoSuchKey:
        return ""


def size_of(bucket, key):
    """Width and height of a PNG, or None twice for anything else."""
    try:
        head = s3.get_object(Bucket=bucket, Key=key, Range="bytes=0-23")["Body"].read()
    except s3.exceptions.ClientError:
        return None, None
    if len(head) < 24 or head[:8] != b"\x89PNG\r\n\x1a\n":
        return None, None
    return struct.unpack(">II", head[16:24])


### STARTER
# # Helper functions, if you like.
### END SOLUTION
