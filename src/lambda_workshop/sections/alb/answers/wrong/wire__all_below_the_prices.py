"""expect: answered 404: `{"error"

A wildcard takes paths that are not the shop's.
"""
### INSTEAD OF
        {"Field": "path-pattern", "Values": ["/prices", "/logo.gif"]},
### THIS
        {"Field": "path-pattern", "Values": ["/prices", "/prices*", "/logo.gif"]},
