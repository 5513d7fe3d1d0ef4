"""expect: the sum is

Does not ask who deleted it.
"""
### INSTEAD OF
        if record["eventName"] == "REMOVE" and by == "dynamodb.amazonaws.com":
### THIS
        if by == "somebody":
