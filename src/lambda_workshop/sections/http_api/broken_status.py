import json
from http.cookies import SimpleCookie
from typing import Any

ORDERS: dict[str, dict[str, Any]] = {
    "o-1042": {"status": "printing", "copies": 12, "paper": "A4"},
    "o-2077": {"status": "shipped", "copies": 3, "paper": "A3"},
    "o-3110": {"status": "paid", "copies": 250, "paper": "A5"},
}


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    if event["httpMethod"] != "GET":
        return {"statusCode": 405}
    order = event["pathParameters"]["order"]
    fields = (event["multiValueQueryStringParameters"] or {}).get("field", ["status"])
    language = event["headers"].get("Accept-Language", "en")
    cookies = SimpleCookie(event["headers"].get("Cookie", ""))
    visits = int(cookies["visits"].value) + 1 if "visits" in cookies else 1
    answer = {"order": order, "language": language} | {name: ORDERS[order][name] for name in fields}
    return {
        "statusCode": 200,
        "multiValueHeaders": {"Set-Cookie": [f"visits={visits}", f"language={language}"]},
        "body": json.dumps(answer),
    }
