"""expect: it is good for 86

An address for a whole day.
"""

import os
import re

import boto3

s3 = boto3.client("s3")
BUCKET = os.environ["BUCKET"]


def bound_so_far(key):
    try:
        found = s3.get_object(Bucket=BUCKET, Key=key)
    except s3.exceptions.NoSuchKey:
        return b"", 0
    return found["Body"].read(), int(found["Metadata"]["pages"])


def handler(event, context):
    """Bind as many pages as there is time for; return how far the book is."""
    book = event["book"]
    if not re.fullmatch(r"B-\d+", book):
        raise ValueError("not a book's id")
    listed = s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=f"books/{book}/pages/")
    pages = sorted(item["Key"] for part in listed for item in part.get("Contents", []))
    if not pages:
        raise LookupError(f"{book} has no pages")
    key = f"books/{book}/bound"
    data, done = bound_so_far(key)
    before = done
    while done < len(pages) and context.get_remaining_time_in_millis() >= 500:
        data += s3.get_object(Bucket=BUCKET, Key=pages[done])["Body"].read()
        done += 1
    if done > before:
        s3.put_object(Bucket=BUCKET, Key=key, Body=data, Metadata={"pages": str(done)})
    answer = {"bound": done, "of": len(pages), "done": done == len(pages)}
    if answer["done"]:
        place = {"Bucket": BUCKET, "Key": key}
        answer["url"] = s3.generate_presigned_url("get_object", Params=place, ExpiresIn=86400)
    return answer
