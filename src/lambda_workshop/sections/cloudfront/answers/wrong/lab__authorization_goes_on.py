"""expect: the request goes on with its `authorization` header

The password travels to the origin.
"""
### INSTEAD OF
        del request["headers"]["authorization"]
### THIS
