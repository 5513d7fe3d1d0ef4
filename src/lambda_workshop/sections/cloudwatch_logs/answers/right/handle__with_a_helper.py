"""One function for a line."""

import base64
import gzip
import json


def entry(message):
    try:
        paid = json.loads(message)
    except ValueError:
        paid = None
    if isinstance(paid, dict) and "orderId" in paid:
        return {"order": paid["orderId"], "reason": paid["status"]}
    return {"order": None, "reason": message[:80]}


def handler(event, context):
    inside = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    items = inside["logEvents"] if inside["messageType"] == "DATA_MESSAGE" else []
    return [entry(item["message"]) | {"at": item["timestamp"]} for item in items]
