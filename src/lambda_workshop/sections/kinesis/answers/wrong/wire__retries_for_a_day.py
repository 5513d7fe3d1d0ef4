"""expect: else 24 hours of retries

Leaves the retries as they are.
"""
### INSTEAD OF
    "inkwell-kinesis-counter", views, StartingPosition="TRIM_HORIZON", MaximumRetryAttempts=2,
### THIS
    "inkwell-kinesis-counter", views, StartingPosition="TRIM_HORIZON",
