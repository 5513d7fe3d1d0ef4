"""expect: Expected: 404 and

Mends the one `return` that the log shows.
"""
### INSTEAD OF
        return {"statusCode": 404, "headers": headers, "body": json.dumps({"error": "no such order"})}
### THIS
        return {"statusCode": 404, "error": "no such order"}
