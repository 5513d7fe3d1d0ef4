"""expect: the revenue went from

Adds each amount twice.
"""
### INSTEAD OF
    for record in event["Records"]:
### THIS
    for record in [*event["Records"], *event["Records"]]:
