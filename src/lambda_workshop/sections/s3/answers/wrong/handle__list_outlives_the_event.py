"""expect: something is planned that is no new photo

The list is made once for the environment.
"""

from urllib.parse import unquote_plus

plan = []


def handler(event, context):
    for record in event["Records"]:
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
