"""expect: made it fail: `ValueError

Raises where an ErrorResponse is wanted.
"""
### INSTEAD OF
        name, payload = "ErrorResponse", {"type": why, "message": kind}
### THIS
        raise ValueError(why)
