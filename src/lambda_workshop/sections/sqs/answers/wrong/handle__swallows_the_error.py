"""expect: was not reported, so Lambda deletes it as if it were printed

Catches the error, prints it, and forgets it: the job is lost without a trace in the queue.
"""

import json


def handler(event, context):
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
    return {"batchItemFailures": []}
