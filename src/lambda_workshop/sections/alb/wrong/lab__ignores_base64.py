"""expect: POST /photos, image/png answered 201

Counts the letters of base64.
"""

import base64
import hashlib
import json
from urllib.parse import unquote_plus

CENTS = {"A5": 15, "A4": 25, "A3": 60}
THUMB = bytes.fromhex("89504E470D0A1A0A")


def reply(status, body, kind="application/json", cookies=()):
    encoded = isinstance(body, bytes)
    headers = {"content-type": [kind]} | ({"set-cookie": list(cookies)} if cookies else {})
    return {
        "statusCode": status,
        "isBase64Encoded": encoded,
        "multiValueHeaders": headers,
        "body": base64.b64encode(body).decode() if encoded else json.dumps(body),
    }


def prices(event):
    papers = [unquote_plus(paper) for paper in event["multiValueQueryStringParameters"].get("paper", [])]
    if not papers or not set(papers) <= set(CENTS):
        return reply(400, {"error": f"paper must be one of {', '.join(CENTS)}"})
    return reply(200, {"prices": [{"paper": paper, "cents": CENTS[paper]} for paper in papers]})


def basket(event):
    titles = [unquote_plus(title) for title in event["multiValueQueryStringParameters"].get("add", [])]
    sent = "; ".join(event["multiValueHeaders"].get("cookie", []))
    cookies = dict(part.strip().partition("=")[::2] for part in sent.split(";"))
    known = cookies.get("visits", "")
    visits = int(known) + 1 if known.isdecimal() else 1
    return reply(200, {"titles": titles}, cookies=(f"visits={visits}", f"titles={len(titles)}"))


def photo(event):
    content = event["body"].encode()
    if not content:
        return reply(400, {"error": "the photo is empty"})
    return reply(201, {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()})


def thumb(event):
    return reply(200, THUMB, "image/png")


PAGES = {("GET", "/prices"): prices, ("GET", "/basket"): basket, ("POST", "/photos"): photo}
PAGES["GET", "/photos/thumb"] = thumb


def handler(event, context):
    """Answer one request."""
    page = PAGES.get((event["httpMethod"], event["path"]))
    return page(event) if page else reply(404, {"error": "no such page"})
