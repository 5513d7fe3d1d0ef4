"""A function for each method, and multi-value headers only."""

import json

CENTS = {"A5": 15, "A4": 25, "A3": 60}
FINISHES = {"matt": 5, "border": 2, "framed": 900}


class Refused(Exception):
    pass


def cents(paper, copies, finishes=()):
    if paper not in CENTS or not set(finishes) <= set(FINISHES):
        raise Refused("no such paper or finish")
    if not isinstance(copies, int) or not 0 < copies <= 10_000:
        raise Refused("copies: 1 to 10,000")
    return {"paper": paper, "copies": copies, "cents": copies * (CENTS[paper] + sum(map(FINISHES.get, finishes)))}


def price(event):
    given = event.get("multiValueQueryStringParameters") or {}
    copies = given.get("copies", ["1"])[-1]
    if not copies.isdigit():
        raise Refused("copies is no number")
    return 200, cents(event["pathParameters"]["paper"], int(copies), given.get("finish", ()))


def order(event):
    key = next((value for name, value in event["headers"].items() if name.lower() == "idempotency-key"), None)
    try:
        wanted = json.loads(event["body"] or "")
    except ValueError:
        raise Refused("not JSON") from None
    if not key or not isinstance(wanted, dict):
        raise Refused("an object and an Idempotency-Key, please")
    customer = event["requestContext"]["authorizer"]["principalId"]
    return 201, {"orderId": key, "customer": customer, **cents(wanted.get("paper"), wanted.get("copies"))}


def handler(event, context):
    try:
        status, value = {"/prices/{paper}": price, "/orders": order}[event["resource"]](event)
    except Refused as error:
        status, value = 400, {"error": str(error)}
    headers = {"access-control-allow-origin": ["https://inkwell.example"]}
    return {"statusCode": status, "multiValueHeaders": headers, "body": json.dumps(value), "isBase64Encoded": False}
