"""expect: the sum is

Does not ask who deleted it.
"""


def cents(image):
    return int(image.get("cents", {}).get("N", 0))


def handler(event, context):
    revenue = expired = 0
    for record in event["Records"]:
        change = record["dynamodb"]
        by = record.get("userIdentity", {}).get("principalId")
        if by == "somebody":
            expired += 1
        else:
            revenue += cents(change.get("NewImage", {})) - cents(change.get("OldImage", {}))
    return {"revenue": revenue, "expired": expired}
