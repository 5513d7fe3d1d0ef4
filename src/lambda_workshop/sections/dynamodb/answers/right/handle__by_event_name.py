"""A branch for each kind of change."""


def amount(image):
    return int(image["cents"]["N"]) if "cents" in image else 0


def handler(event, context):
    found = {"revenue": 0, "expired": 0}
    for record in event["Records"]:
        images = record["dynamodb"]
        if record["eventName"] == "INSERT":
            found["revenue"] += amount(images["NewImage"])
        elif record["eventName"] == "MODIFY":
            found["revenue"] += amount(images["NewImage"]) - amount(images["OldImage"])
        elif record.get("userIdentity", {}).get("type") == "Service":
            found["expired"] += 1
        else:
            found["revenue"] -= amount(images["OldImage"])
    return found
