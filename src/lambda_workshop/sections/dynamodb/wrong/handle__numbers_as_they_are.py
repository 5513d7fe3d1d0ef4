"""expect: the handler raised `TypeError

Takes the numbers for numbers.
"""


def cents(image):
    return image.get("cents", {}).get("N", 0)


def handler(event, context):
    revenue = expired = 0
    for record in event["Records"]:
        change = record["dynamodb"]
        by = record.get("userIdentity", {}).get("principalId")
        if record["eventName"] == "REMOVE" and by == "dynamodb.amazonaws.com":
            expired += 1
        else:
            revenue += cents(change.get("NewImage", {})) - cents(change.get("OldImage", {}))
    return {"revenue": revenue, "expired": expired}
