"""expect: was not reported as failed

`int()` is kind to `"2"` and to `2.5`: half a copy is printed as two.
"""

import json


def handler(event, context):
    failures = []
    for record in event["Records"]:
        try:
            job = json.loads(record["body"])
            copies = int(job["copies"])
            if job["paper"] not in ("A3", "A4", "A5") or not 1 <= copies <= 500:
                raise ValueError("poison job")
            print(f"printed {job['jobId']}: {copies} x {job['paper']}")
        except Exception as error:
            print(f"failed {record['messageId']}: {error}")
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}
