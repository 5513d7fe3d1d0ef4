"""expect: it printed

Goes on behind a record that it cannot read.
"""

import base64
import json


def handler(event, context):
    failures = []
    for record in event["Records"]:
        try:
            page = json.loads(base64.b64decode(record["kinesis"]["data"]))["page"]
        except (ValueError, KeyError, TypeError):
            failures.append({"itemIdentifier": record["kinesis"]["sequenceNumber"]})
            continue
        print("seen", page)
    return {"batchItemFailures": failures}
