"""expect: all lines of this event are lost

Breaks on a line that is no JSON.
"""

import base64
import gzip
import json


def handler(event, context):
    inside = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    if inside["messageType"] != "DATA_MESSAGE":
        return []
    digest = []
    for item in inside["logEvents"]:
        paid = json.loads(item["message"])
        entry = {"order": paid["orderId"], "reason": paid["status"]}
        digest.append({**entry, "at": item["timestamp"]})
    return digest
