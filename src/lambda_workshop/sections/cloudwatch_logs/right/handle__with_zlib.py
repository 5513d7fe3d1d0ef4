"""Decompresses with zlib."""

import base64
import json
import zlib


def handler(event, context):
    inside = json.loads(zlib.decompress(base64.b64decode(event["awslogs"]["data"]), 31))
    if inside["messageType"] != "DATA_MESSAGE":
        return []
    digest = []
    for item in inside["logEvents"]:
        try:
            paid = json.loads(item["message"])
            entry = {"order": paid["orderId"], "reason": paid["status"]}
        except (ValueError, KeyError, TypeError):
            entry = {"order": None, "reason": item["message"][:80]}
        digest.append({**entry, "at": item["timestamp"]})
    return digest
