"""expect: /health` answered 200

The rule lets clients at the health check, which needs none.
"""
### INSTEAD OF
        {"Field": "path-pattern", "Values": ["/prices", "/logo.gif"]},
### THIS
        {"Field": "path-pattern", "Values": ["/prices", "/logo.gif", "/health"]},
