"""expect: the function returned `null`: the sender would read `Internal server error`

No return value.
"""
### INSTEAD OF
    return {"statusCode": 200}
### THIS
