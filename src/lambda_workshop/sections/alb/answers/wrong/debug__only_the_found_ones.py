"""expect: the client still gets 502

Mends what customers complained about, and leaves the 404.
"""
### INSTEAD OF
    found = order in ORDERS
### THIS
    found = order in ORDERS
    if not found:
        return {"statusCode": 404, "body": {"error": "no such order"}}
