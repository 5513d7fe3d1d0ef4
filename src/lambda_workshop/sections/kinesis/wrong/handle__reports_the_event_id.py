"""expect: it answered

Reports the event's id, which begins with the shard.
"""

import base64
import json


def handler(event, context):
    for record in event["Records"]:
        try:
            page = json.loads(base64.b64decode(record["kinesis"]["data"]))["page"]
        except (ValueError, KeyError, TypeError):
            return {"batchItemFailures": [{"itemIdentifier": record["eventID"]}]}
        print("seen", page)
    return {"batchItemFailures": []}
