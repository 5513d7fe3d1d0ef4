"""expect: the handler raised `KeyError

Breaks on an order without an amount.
"""


def cents(image):
    return int(image["cents"]["N"] if image else 0)


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
