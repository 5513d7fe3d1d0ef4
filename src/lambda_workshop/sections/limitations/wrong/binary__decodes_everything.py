"""expect: a text that is a PNG's base64 got `200`

Decodes whatever there is, flag or no flag.
"""

import base64

KINDS = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def handler(event, context):
    body = event.get("body") or ""
    try:
        data = base64.b64decode(body, validate=True)
    except ValueError:
        data = b""
    kind = next((name for start, name in KINDS.items() if data.startswith(start)), None)
    if kind is None:
        return {"statusCode": 415, "body": "a PNG or a JPEG, please"}
    return {
        "statusCode": 200,
        "headers": {"content-type": kind, "x-bytes": str(len(data))},
        "isBase64Encoded": True,
        "body": base64.b64encode(data).decode(),
    }
