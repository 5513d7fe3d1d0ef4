"""expect: names no message of the batch

Confuses the receipt handle, which deletes a message, with its id.
"""

import json


def handler(event, context):
    failures = []
    for record in event["Records"]:
        try:
            job = json.loads(record["body"])
            if job["paper"] not in ("A3", "A4", "A5"):
                raise ValueError("no such paper")
            if type(job["copies"]) is not int or not 1 <= job["copies"] <= 500:
                raise ValueError("copies")
            print(f"printed {job['jobId']}: {job['copies']} x {job['paper']}")
        except Exception as error:
            print(f"failed {record['messageId']}: {error}")
            failures.append({"itemIdentifier": record["receiptHandle"]})
    return {"batchItemFailures": failures}
