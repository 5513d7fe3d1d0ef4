import json
from typing import Any

ORDERS: dict[str, dict[str, Any]] = {
    "o-1042": {"paid": True, "cents": 300},
    "o-2077": {"paid": True, "cents": 180},
    "o-3110": {"paid": False, "cents": 3750},
}


def handler(event: dict[str, Any], context: object) -> Any:
    number = event["pathParameters"]["order"]
    order = ORDERS.get(number)
    if order is None:
        return {"statusCode": 404, "error": "no such order"}
    if not order["paid"]:
        return 409, {"error": "not paid yet"}
    print(f"receipt for {number}")
    return {
        "statusCode": 200,
        "headers": {"Content-Type": "application/json", "X-Cents": order["cents"]},
        "body": json.dumps({"order": number, "cents": order["cents"]}),
    }
