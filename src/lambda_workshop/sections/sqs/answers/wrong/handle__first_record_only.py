"""expect: no line `printed

Takes the batch for one message.
"""

import json


def handler(event, context):
    record = event["Records"][0]
    try:
        job = json.loads(record["body"])
        print(f"printed {job['jobId']}: {job['copies']} x {job['paper']}")
    except Exception as error:
        print(f"failed {record['messageId']}: {error}")
        return {"batchItemFailures": [{"itemIdentifier": record["messageId"]}]}
    return {"batchItemFailures": []}
