"""Chooses the page with match, and parses the whole query."""

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


def price_of(parameters):
    wish = {unquote_plus(name): unquote_plus(value) for name, value in parameters.items()}
    paper, copies = wish.get("paper"), wish.get("copies", "1")
    if paper not in CENTS or not copies.isdecimal() or not 1 <= int(copies) <= 999:
        return reply(400, json.dumps({"error": "paper or copies"}))
    return reply(200, json.dumps({"title": wish.get("title", ""), "cents": CENTS[paper] * int(copies)}))


def handler(event, context):
    match event["path"]:
        case "/health":
            return reply(200, "")
        case "/logo.gif":
            return reply(200, LOGO, "image/gif", True)
        case "/prices":
            return price_of(event["queryStringParameters"])
    return reply(404, json.dumps({"error": "no such page"}))
