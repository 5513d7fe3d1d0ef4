"""expect: the digest is

Looks at the first line only.
"""

import base64
import gzip
import json


def handler(event, context):
    inside = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    if inside["messageType"] != "DATA_MESSAGE":
        return []
    digest = []
    for item in inside["logEvents"][:1]:
        try:
            paid = json.loads(item["message"])
            entry = {"order": paid["orderId"], "reason": paid["status"]}
        except (ValueError, KeyError, TypeError):
            entry = {"order": None, "reason": item["message"][:80]}
        digest.append({**entry, "at": item["timestamp"]})
    return digest
