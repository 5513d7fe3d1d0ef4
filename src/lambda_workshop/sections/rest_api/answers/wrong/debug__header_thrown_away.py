"""expect: keep the header, as text

Lets the header go, which the accounts read.
"""
### INSTEAD OF
    return {"statusCode": 200, "headers": {**headers, "X-Cents": str(order["cents"])}, "body": body}
### THIS
    return {"statusCode": 200, "headers": headers, "body": body}
