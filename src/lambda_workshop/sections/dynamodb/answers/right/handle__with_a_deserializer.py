"""Lets boto3 read the types."""

from boto3.dynamodb.types import TypeDeserializer

read = TypeDeserializer().deserialize


def cents(image):
    return int(read({"M": image or {}}).get("cents", 0))


def handler(event, context):
    mine, expired = [], 0
    for record in event["Records"]:
        if record.get("userIdentity", {}).get("principalId") == "dynamodb.amazonaws.com":
            expired += 1
        else:
            mine.append(record["dynamodb"])
    revenue = sum(cents(item.get("NewImage")) - cents(item.get("OldImage")) for item in mine)
    return {"revenue": revenue, "expired": expired}
