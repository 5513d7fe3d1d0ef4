"""expect: a request for another skill was answered

Does not look who asks.
"""
### INSTEAD OF
    if event["context"]["System"]["application"]["applicationId"] != SKILL:
        raise PermissionError("a request for another skill")
### THIS
