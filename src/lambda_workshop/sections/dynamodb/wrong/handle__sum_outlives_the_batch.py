"""expect: the sum is

Goes on counting from batch to batch.
"""


def cents(image):
    return int(image.get("cents", {}).get("N", 0))


revenue = 0


def handler(event, context):
    global revenue
    expired = 0
    for record in event["Records"]:
        change = record["dynamodb"]
        by = record.get("userIdentity", {}).get("principalId")
        if record["eventName"] == "REMOVE" and by == "dynamodb.amazonaws.com":
            expired += 1
        else:
            revenue += cents(change.get("NewImage", {})) - cents(change.get("OldImage", {}))
    return {"revenue": revenue, "expired": expired}
