"""expect: read it with `event.get('express')`

Raises when the key is missing.
"""
### INSTEAD OF
    if event.get("express"):
### THIS
    if event["express"]:
