"""The same planner with a regular expression."""

import re
from urllib.parse import unquote_plus

PHOTO = re.compile(r"photos/(.+\.png)", re.IGNORECASE | re.DOTALL)


def handler(event, context):
    plan = []
    for record in event["Records"]:
        if not record["eventName"].startswith("ObjectCreated"):
            continue
        stored = record["s3"]["object"]
        found = PHOTO.fullmatch(unquote_plus(stored["key"]))
        if found and stored["size"]:
            bucket = record["s3"]["bucket"]["name"]
            plan.append(
                {
                    "bucket": bucket,
                    "photo": found[0],
                    "thumbnail": f"thumbnails/{found[1]}",
                    "version": stored.get("versionId"),
                }
            )
    return plan
