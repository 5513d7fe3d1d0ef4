"""The table made in the first call that needs it, and kept."""
### INSTEAD OF
import binascii
### THIS
import binascii
import functools
### INSTEAD OF
table = boto3.resource("dynamodb", region_name=REGION).Table(TABLE)


def item(key):
    return table.get_item(Key={"id": key}).get("Item", {})
### THIS
@functools.cache
def table():
    return boto3.resource("dynamodb", region_name=REGION).Table(TABLE)


def item(key):
    return table().get_item(Key={"id": key}).get("Item", {})
