"""expect: it answered

Leaves out what it cannot read, and says nothing.
"""

import base64
import json


def handler(event, context):
    for record in event["Records"]:
        try:
            page = json.loads(base64.b64decode(record["kinesis"]["data"]))["page"]
        except (ValueError, KeyError, TypeError):
            continue
        print("seen", page)
    return {"batchItemFailures": []}
