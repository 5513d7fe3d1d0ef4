"""The same planner as a comprehension over a generator."""

from urllib.parse import unquote_plus

PHOTOS, THUMBNAILS = "photos/", "thumbnails/"


def photos(event):
    for record in event["Records"]:
        stored = record["s3"]["object"]
        key = unquote_plus(stored["key"])
        created = record["eventName"].split(":")[0] == "ObjectCreated"
        if created and key.startswith(PHOTOS) and key[-4:] in (".png", ".PNG") and stored.get("size"):
            yield record["s3"]["bucket"]["name"], key, stored.get("versionId")


def handler(event, context):
    return [
        {"bucket": bucket, "photo": key, "thumbnail": key.replace(PHOTOS, THUMBNAILS, 1), "version": version}
        for bucket, key, version in photos(event)
    ]
