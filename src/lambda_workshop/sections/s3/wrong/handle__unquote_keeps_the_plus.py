"""expect: an entry is not right

`unquote` turns %2B back and leaves the plus signs.
"""

from urllib.parse import unquote


def handler(event, context):
    plan = []
    for record in event["Records"]:
        stored = record["s3"]["object"]
        key = unquote(stored["key"])
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
