"""expect: `paper` is no key of an answer

Returns the answer itself, as an HTTP API would take it.
"""
### INSTEAD OF
    return {"statusCode": status, "headers": page, "body": json.dumps(answer)}
### THIS
    return answer if status == 200 else {"statusCode": status, "headers": page, "body": json.dumps(answer)}
