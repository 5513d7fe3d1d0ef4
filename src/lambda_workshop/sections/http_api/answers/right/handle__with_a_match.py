"""Matches the route and the shape of the order; the answer is JSON text without a status where that is enough."""

import base64
import json


def cents(paper, copies):
    each = {"A5": 15, "A4": 25, "A3": 60}[paper]
    return {"paper": paper, "copies": copies, "cents": each * range(10_001)[copies]}


def handler(event, context):
    try:
        match event["requestContext"]["http"]["method"], event["routeKey"]:
            case "GET", "GET /me":
                return json.dumps(
                    {"customer": event["requestContext"]["authorizer"]["jwt"]["claims"]["cognito:username"]}
                )
            case "GET", _:
                copies = int(event.get("queryStringParameters", {"copies": 1})["copies"])
                if copies < 1:
                    raise ValueError(copies)
                return cents(event["pathParameters"]["paper"], copies)
            case "POST", _:
                raw = event["body"].encode()
                match json.loads(base64.b64decode(raw) if event["isBase64Encoded"] else raw):
                    case {"paper": str(paper), "copies": int(copies)} if copies > 0:
                        order = {"orderId": event["headers"]["idempotency-key"], **cents(paper, copies)}
                        return {
                            "statusCode": "201",
                            "headers": {"Location": f"/orders/{order['orderId']}"},
                            "isBase64Encoded": True,
                            "body": base64.b64encode(json.dumps(order).encode()).decode(),
                        }
        raise ValueError("not an order")
    except (LookupError, ValueError) as error:
        return {"statusCode": 400, "body": json.dumps({"error": type(error).__name__})}
