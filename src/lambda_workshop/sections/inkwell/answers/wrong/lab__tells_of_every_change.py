"""expect: an order was placed, moved and deleted

Tells the bus of every new image.
"""
### INSTEAD OF
        new, old = (record["dynamodb"].get(image, {}) for image in ("NewImage", "OldImage"))
        status = new.get("status", {}).get("S")
        if status not in NEWS or status == old.get("status", {}).get("S"):
### THIS
        new = record["dynamodb"].get("NewImage", {})
        status = new.get("status", {}).get("S")
        if status not in NEWS:
