"""expect: the sum is

Adds the new image, whatever was there before.
"""


def cents(image):
    return int(image.get("cents", {}).get("N", 0))


def handler(event, context):
    revenue = expired = 0
    for record in event["Records"]:
        change = record["dynamodb"]
        by = record.get("userIdentity", {}).get("principalId")
        if record["eventName"] == "REMOVE" and by == "dynamodb.amazonaws.com":
            expired += 1
        else:
            revenue += cents(change.get("NewImage", {}))
    return {"revenue": revenue, "expired": expired}
