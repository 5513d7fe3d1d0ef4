"""One update that sets only what is not there yet, and whose answer tells whether it was first."""

import base64
import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
CENTS = {"A5": 15, "A4": 25, "A3": 60}


def reply(status, body, **headers):
    return {"statusCode": status, "headers": headers, "body": json.dumps(body, default=int)}


def shown(item):
    return {name: item[name] for name in ("orderId", "paper", "copies", "cents")}


def place(customer, key, paper, copies, request):
    item = table.update_item(
        Key={"customer": customer, "orderId": key},
        UpdateExpression="SET paper = if_not_exists(paper, :p), copies = if_not_exists(copies, :n), "
        "cents = if_not_exists(cents, :c), firstRequest = if_not_exists(firstRequest, :r)",
        ExpressionAttributeValues={":p": paper, ":n": copies, ":c": CENTS[paper] * copies, ":r": request},
        ReturnValues="ALL_NEW",
    )["Attributes"]
    return reply(201 if item["firstRequest"] == request else 200, shown(item), location=f"/orders/{key}")


def handler(event, context):
    customer = event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"]
    if event["routeKey"] == "GET /orders":
        found = table.query(KeyConditionExpression="customer = :c", ExpressionAttributeValues={":c": customer})
        return reply(200, {"orders": [shown(item) for item in found["Items"]]})
    if event["routeKey"] != "POST /orders":
        found = table.get_item(Key={"customer": customer, "orderId": event["pathParameters"]["id"]}).get("Item")
        return reply(200, shown(found)) if found else reply(404, {"error": "not found"})
    try:
        raw = event.get("body", "")
        body = json.loads(base64.b64decode(raw) if event["isBase64Encoded"] else raw)
        copies = body["copies"]
        assert type(copies) is int and 0 < copies <= 10_000 and body["paper"] in CENTS
        key = event["headers"]["idempotency-key"]
    except (AssertionError, KeyError, TypeError, ValueError) as error:
        return reply(400, {"error": type(error).__name__})
    return place(customer, key, body["paper"], copies, event["requestContext"]["requestId"])
