"""expect: CloudFront answers 502

Returns the whole event, as Cognito wants it.
"""
### INSTEAD OF
    return response or request
### THIS
    return event
