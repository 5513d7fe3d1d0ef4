"""A function reads one record."""

import base64
import json


def page_of(record):
    try:
        view = json.loads(base64.b64decode(record["kinesis"]["data"]).decode())
    except ValueError:
        return None
    return view.get("page") if isinstance(view, dict) else None


def handler(event, context):
    failures = []
    for record in event["Records"]:
        page = page_of(record)
        if page is None:
            failures = [{"itemIdentifier": record["kinesis"]["sequenceNumber"]}]
            break
        print(f"seen {page}")
    return {"batchItemFailures": failures}
