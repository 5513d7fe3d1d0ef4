"""expect: the log names a visitor

Prints the whole record.
"""

import base64
import json


def handler(event, context):
    for record in event["Records"]:
        try:
            page = json.loads(base64.b64decode(record["kinesis"]["data"]))["page"]
        except (ValueError, KeyError, TypeError):
            return {"batchItemFailures": [{"itemIdentifier": record["kinesis"]["sequenceNumber"]}]}
        print("seen", page)
        print(base64.b64decode(record["kinesis"]["data"]))
    return {"batchItemFailures": []}
