"""expect: KeyError

A missing field gives an error that says nothing to the caller.
"""
### INSTEAD OF
    bucket, key = (text_of(event, name) for name in ("bucket", "key"))
### THIS
    bucket, key = (event[name] for name in ("bucket", "key"))
