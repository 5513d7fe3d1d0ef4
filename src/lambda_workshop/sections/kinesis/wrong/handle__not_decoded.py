"""expect: it answered

Takes the data for JSON.
"""

import json


def handler(event, context):
    for record in event["Records"]:
        try:
            page = json.loads(record["kinesis"]["data"])["page"]
        except (ValueError, KeyError, TypeError):
            return {"batchItemFailures": [{"itemIdentifier": record["kinesis"]["sequenceNumber"]}]}
        print("seen", page)
    return {"batchItemFailures": []}
