"""expect: the log holds a user

Prints every event, with its user and its token.
"""
### INSTEAD OF
    request = event["request"]
### THIS
    request = event["request"]
    print(event)
