"""expect: neither tokens nor subjects

Prints what it gets.
"""
### INSTEAD OF
    customer = event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"]
### THIS
    customer = event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"]
    print(json.dumps(event))
