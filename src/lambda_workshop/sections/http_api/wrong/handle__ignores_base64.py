"""expect: decode the body with `base64.b64decode`

Reads every body as text.
"""

import json

CENTS = {"A5": 15, "A4": 25, "A3": 60}


def handler(event, context):
    if event["routeKey"] == "GET /me":
        return {"customer": event["requestContext"]["authorizer"]["jwt"]["claims"]["cognito:username"]}
    try:
        if event["routeKey"] == "POST /orders":
            body = event["body"]
            wanted, key = json.loads(body), event["headers"]["idempotency-key"]
        else:
            copies = event.get("queryStringParameters", {}).get("copies", "1")
            wanted = {"paper": event["pathParameters"]["paper"], "copies": int(copies)}
        paper, copies = wanted["paper"], wanted["copies"]
        if copies not in range(1, 10_001):
            raise ValueError("copies must be a whole number from 1 to 10,000")
        price = {"paper": paper, "copies": copies, "cents": CENTS[paper] * copies}
    except (KeyError, TypeError, ValueError) as error:
        return {"statusCode": 400, "body": json.dumps({"error": f"{type(error).__name__}: {error}"})}
    if event["routeKey"] == "GET /prices/{paper}":
        return price
    return {"statusCode": 201, "headers": {"location": f"/orders/{key}"}, "body": json.dumps({"orderId": key, **price})}
