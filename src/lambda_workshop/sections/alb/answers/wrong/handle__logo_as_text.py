"""expect: the client gets 200 and 56 bytes

Forgets to say that the body is base64.
"""

import json
from urllib.parse import unquote_plus

CENTS = {"A5": 15, "A4": 25, "A3": 60}
LOGO = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"  # base64
REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found"}


def reply(status, body, kind="application/json", encoded=False):
    return {
        "statusCode": status,
        "statusDescription": f"{status} {REASONS[status]}",
        "isBase64Encoded": encoded,
        "headers": {"content-type": kind},
        "body": body,
    }


def handler(event, context):
    if event["path"] == "/health":
        return reply(200, "ok", "text/plain")
    if event["path"] == "/logo.gif":
        return reply(200, LOGO, "image/gif")
    if event["path"] != "/prices":
        return reply(404, json.dumps({"error": "no such page"}))
    wish = {name: unquote_plus(value) for name, value in event["queryStringParameters"].items()}
    try:
        copies = int(wish.get("copies", "1"))
        if not 1 <= copies <= 999:
            raise ValueError("copies must be from 1 to 999")
        price = {"title": wish["title"], "cents": CENTS[wish["paper"]] * copies}
    except (KeyError, ValueError) as error:
        return reply(400, json.dumps({"error": f"{type(error).__name__}: {error}"}))
    return reply(200, json.dumps(price))
