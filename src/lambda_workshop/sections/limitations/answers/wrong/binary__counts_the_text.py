"""expect: the header `x-bytes` is

Counts the characters of the base64.
"""
### INSTEAD OF
        "headers": {"content-type": kind, "x-bytes": str(len(data))},
### THIS
        "headers": {"content-type": kind, "x-bytes": str(len(body))},
