"""Catches whatever goes wrong with a record."""

import base64
import json


def handler(event, context):
    for record in event["Records"]:
        try:
            page = json.loads(base64.b64decode(record["kinesis"]["data"]))["page"]
        except Exception:
            return {"batchItemFailures": [{"itemIdentifier": record["kinesis"]["sequenceNumber"]}]}
        print("seen", page)
    return {"batchItemFailures": []}
