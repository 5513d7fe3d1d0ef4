"""expect: the whole batch comes again

Raises at a record that it cannot read.
"""

import base64
import json


def handler(event, context):
    for record in event["Records"]:
        try:
            page = json.loads(base64.b64decode(record["kinesis"]["data"]))["page"]
        except (ValueError, KeyError, TypeError):
            raise
        print("seen", page)
    return {"batchItemFailures": []}
