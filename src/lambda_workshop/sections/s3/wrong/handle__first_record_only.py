"""expect: photos are missing from the plan

Looks at one record: S3 sends one today.
"""

from urllib.parse import unquote_plus


def handler(event, context):
    plan = []
    for record in event["Records"][:1]:
        stored = record["s3"]["object"]
        key = unquote_plus(stored["key"])
        if not (
            record["eventName"].startswith("ObjectCreated:")
            and key.startswith("photos/")
            and key.lower().endswith(".png")
            and stored["size"] > 0
        ):
            continue
        plan.append(
            {
                "bucket": record["s3"]["bucket"]["name"],
                "photo": key,
                "thumbnail": "thumbnails/" + key.removeprefix("photos/"),
                "version": stored.get("versionId"),
            }
        )
    return plan
