"""expect: neither tokens nor subjects

Prints what it gets.
"""

import base64
import json
import os

import boto3

CENTS = {"A5": 15, "A4": 25, "A3": 60}


table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def reply(status, body, **headers):
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json", **headers},
        "body": json.dumps(body),
    }


def shown(item):
    """An item as clients see it. DynamoDB's numbers are Decimals, which JSON does not know."""
    numbers = {"copies": int(item["copies"]), "cents": int(item["cents"])}
    return {"orderId": item["orderId"], "paper": item["paper"], **numbers}


def wanted(event):
    """The order that the request asks for; raises ValueError, KeyError or TypeError."""
    body = event.get("body", "")
    order = json.loads(base64.b64decode(body) if event["isBase64Encoded"] else body)
    paper, copies = order["paper"], order["copies"]
    if type(copies) is not int or not 1 <= copies <= 10_000:
        raise ValueError("copies must be a whole number from 1 to 10,000")
    key = event["headers"]["idempotency-key"]
    if not key:
        raise ValueError("Idempotency-Key is empty")
    return {"orderId": key, "paper": paper, "copies": copies, "cents": CENTS[paper] * copies}


def place(customer, event):
    try:
        order = wanted(event)
    except (KeyError, TypeError, ValueError) as error:
        return reply(400, {"error": f"{type(error).__name__}: {error}"})
    try:
        table.put_item(Item={"customer": customer, **order}, ConditionExpression="attribute_not_exists(orderId)")
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        print(f"placed before: {order['orderId']}")
        return find(customer, order["orderId"])
    print(f"placed: {order['orderId']}")
    return reply(201, order, location=f"/orders/{order['orderId']}")


def find(customer, order_id):
    item = table.get_item(Key={"customer": customer, "orderId": order_id}, ConsistentRead=True).get("Item")
    return reply(200, shown(item)) if item else reply(404, {"error": "no such order"})


def every(customer):
    pages, start = [], {}
    while not pages or start:
        page = table.query(
            KeyConditionExpression="customer = :me", ExpressionAttributeValues={":me": customer}, **start
        )
        pages += page["Items"] or [None]
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]} if "LastEvaluatedKey" in page else {}
    return reply(200, {"orders": [shown(item) for item in pages if item]})


def handler(event, context):
    """Answer one request of a customer who is signed in."""
    customer = event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"]
    print(json.dumps(event))
    if event["routeKey"] == "POST /orders":
        return place(customer, event)
    if event["routeKey"] == "GET /orders":
        return every(customer)
    return find(customer, event["pathParameters"]["id"])
