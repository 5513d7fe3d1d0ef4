"""expect: so the whole batch comes back

No `try`: one poison job fails the invocation, and the good jobs are printed again.
"""

import json


def handler(event, context):
    for record in event["Records"]:
        job = json.loads(record["body"])
        if job["paper"] not in ("A3", "A4", "A5") or not 1 <= job["copies"] <= 500:
            raise ValueError("poison job")
        print(f"printed {job['jobId']}: {job['copies']} x {job['paper']}")
    return {"batchItemFailures": []}
