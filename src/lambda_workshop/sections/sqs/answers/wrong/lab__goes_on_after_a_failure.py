"""expect: the message behind it was not reported

Right for a standard queue, and out of order for a FIFO queue.
"""
### INSTEAD OF
    records = event["Records"]
    for number, record in enumerate(records):
### THIS
    failures = []
    for record in event["Records"]:
### INSTEAD OF
            return {"batchItemFailures": [{"itemIdentifier": left["messageId"]} for left in records[number:]]}
    return {"batchItemFailures": []}
### THIS
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}
