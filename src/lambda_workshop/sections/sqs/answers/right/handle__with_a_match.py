"""Lets `match` look at the shape of the job."""

import json


def handler(event, context):
    failures = []
    for record in event["Records"]:
        try:
            match json.loads(record["body"]):
                case {"jobId": str(job), "paper": "A3" | "A4" | "A5" as paper, "copies": int(copies)} if (
                    0 < copies < 501
                ):
                    print(f"printed {job}: {copies} x {paper}")
                case _:
                    raise ValueError("not a job that can be printed")
        except ValueError as error:
            print("failed", record["messageId"], error.args[0].split(":")[0])
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}
