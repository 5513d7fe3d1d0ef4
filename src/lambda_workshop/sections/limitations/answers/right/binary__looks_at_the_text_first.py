"""An early return for each way out, and the type by a match."""

import base64


def refuse(why):
    return {"statusCode": 415, "headers": {"content-type": "text/plain"}, "isBase64Encoded": False, "body": why}


def handler(event, context):
    if not event.get("isBase64Encoded") or not event.get("body"):
        return refuse("no photo")
    try:
        data = base64.b64decode(event["body"].encode("ascii"), validate=True)
    except (ValueError, UnicodeError):
        return refuse("no base64")
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        kind = "image/png"
    elif data[:3] == b"\xff\xd8\xff":
        kind = "image/jpeg"
    else:
        return refuse("neither PNG nor JPEG")
    headers = {"Content-Type": kind, "X-Bytes": f"{len(data)}"}
    return {"statusCode": 200, "headers": headers, "isBase64Encoded": True, "body": event["body"]}
