"""expect: the sum is

Takes every deletion for an expiry.
"""


def cents(image):
    return int(image.get("cents", {}).get("N", 0))


def handler(event, context):
    revenue = expired = 0
    for record in event["Records"]:
        change = record["dynamodb"]
        if record["eventName"] == "REMOVE":
            expired += 1
        else:
            revenue += cents(change.get("NewImage", {})) - cents(change.get("OldImage", {}))
    return {"revenue": revenue, "expired": expired}
