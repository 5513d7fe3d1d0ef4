"""expect: body is an object, not text

Returns the body as an object.
"""
### INSTEAD OF
    return {"statusCode": status, "headers": page, "body": json.dumps(answer)}
### THIS
    return {"statusCode": status, "headers": page, "body": answer}
