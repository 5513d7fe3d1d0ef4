"""expect: it tries again up to 185 times

AWS's defaults.
"""
### INSTEAD OF
        "RetryPolicy": {"MaximumRetryAttempts": 3},
### THIS
