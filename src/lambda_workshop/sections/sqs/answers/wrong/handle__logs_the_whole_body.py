"""expect: the log holds a customer's data

Right in everything but the log, which now holds names and addresses.
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
            print(f"failed {record['messageId']}: {error} in {record['body']}")
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}
