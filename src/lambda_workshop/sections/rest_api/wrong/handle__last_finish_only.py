"""expect: a repeated parameter is whole in `multiValueQueryStringParameters` only

Reads the map that keeps one value for each name.
"""

import json

CENTS, FINISHES = {"A5": 15, "A4": 25, "A3": 60}, {"matt": 5, "border": 2, "framed": 900}


def handler(event, context):
    status, order, finishes = 200, {}, []
    try:
        if event["resource"] == "/orders":
            headers = {name.lower(): value for name, value in event["headers"].items()}
            customer = event["requestContext"]["authorizer"]["principalId"]
            status, order = 201, {"orderId": headers["idempotency-key"], "customer": customer}
            wanted = json.loads(event["body"])
        else:
            finishes = [item for item in [(event["queryStringParameters"] or {}).get("finish")] if item]
            wanted = event["pathParameters"] | {"copies": int((event["queryStringParameters"] or {}).get("copies", 1))}
        paper, copies = wanted["paper"], wanted["copies"]
        if copies not in range(1, 10_001):
            raise ValueError("copies must be a whole number from 1 to 10,000")
        cents = (CENTS[paper] + sum(FINISHES[name] for name in finishes)) * copies
        answer = {**order, "paper": paper, "copies": copies, "cents": cents}
    except (KeyError, TypeError, ValueError) as error:
        status, answer = 400, {"error": f"{type(error).__name__}: {error}"}
    page = {"Access-Control-Allow-Origin": "https://inkwell.example", "Content-Type": "application/json"}
    return {"statusCode": status, "headers": page, "body": json.dumps(answer)}
