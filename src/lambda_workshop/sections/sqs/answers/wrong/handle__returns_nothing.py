"""expect: tells Lambda nothing of failures

Prints well and answers nothing, which Lambda takes for success.
"""

import json


def handler(event, context):
    for record in event["Records"]:
        try:
            job = json.loads(record["body"])
            print(f"printed {job['jobId']}: {job['copies']} x {job['paper']}")
        except Exception as error:
            print(f"failed {record['messageId']}: {error}")
