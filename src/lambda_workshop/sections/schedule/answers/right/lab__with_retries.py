"""A retry policy as well, and the state spelt out."""
### INSTEAD OF
        "Target": {
### THIS
        "State": "ENABLED",
        "Target": {
            "RetryPolicy": {"MaximumRetryAttempts": 5},
