"""expect: Expected: 409 and

Leaves the tuple.
"""
### INSTEAD OF
        return {"statusCode": 409, "headers": headers, "body": json.dumps({"error": "not paid yet"})}
### THIS
        return 409, {"error": "not paid yet"}
