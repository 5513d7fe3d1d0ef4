"""Answers in full for every route, with an error type of its own."""

import base64
import json

CENTS = {"A5": 15, "A4": 25, "A3": 60}


class Refused(Exception):
    pass


def reply(status, body, **headers):
    headers = {"content-type": "application/json"} | headers
    return {"statusCode": status, "headers": headers, "body": json.dumps(body)}


def priced(paper, copies):
    if paper not in CENTS:
        raise Refused("no such paper")
    if not isinstance(copies, int) or not 0 < copies <= 10_000:
        raise Refused("copies: 1 to 10,000")
    return {"paper": paper, "copies": copies, "cents": CENTS[paper] * copies}


def prices(event):
    given = event.get("queryStringParameters") or {}
    copies = given.get("copies", "1")
    return reply(200, priced(event["pathParameters"]["paper"], int(copies) if copies.isdigit() else copies))


def orders(event):
    text = event.get("body", "")
    if event.get("isBase64Encoded"):
        text = base64.b64decode(text).decode()
    try:
        wanted = json.loads(text)
    except ValueError:
        raise Refused("not JSON") from None
    key = event["headers"].get("idempotency-key")
    if not isinstance(wanted, dict) or not key:
        raise Refused("an object and an Idempotency-Key, please")
    made = {"orderId": key} | priced(wanted.get("paper"), wanted.get("copies"))
    return reply(201, made, Location=f"/orders/{key}")


def me(event):
    return reply(200, {"customer": event["requestContext"]["authorizer"]["jwt"]["claims"]["cognito:username"]})


ROUTES = {"GET /prices/{paper}": prices, "POST /orders": orders, "GET /me": me}


def handler(event, context):
    try:
        return ROUTES[event["routeKey"]](event)
    except Refused as error:
        return reply(400, {"error": str(error)})
