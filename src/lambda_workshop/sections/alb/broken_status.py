from typing import Any

ORDERS: dict[str, dict[str, Any]] = {
    "o-1042": {"status": "printing", "copies": 12, "paper": "A4"},
    "o-2077": {"status": "shipped", "copies": 3, "paper": "A3"},
    "o-3110": {"status": "paid", "copies": 250, "paper": "A5"},
}


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    order = event["path"].rpartition("/")[2]
    print(f"asked for {order}")
    if order not in ORDERS:
        return {"statusCode": 404, "body": {"error": "no such order"}}
    return {"order": order, **ORDERS[order]}
