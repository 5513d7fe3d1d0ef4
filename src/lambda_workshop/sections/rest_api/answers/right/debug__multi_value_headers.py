"""Sends multi-value headers, and keeps the cause's letter in capitals."""
### INSTEAD OF
    return {"statusCode": 200, "headers": {**headers, "X-Cents": str(order["cents"])}, "body": body}
### THIS
    return {"statusCode": 200, "multiValueHeaders": {"X-Cents": [str(order["cents"])]}, "body": body}
### INSTEAD OF
cause = "c"
### THIS
cause = "C"
