"""expect: tried again for 24 hours

Leaves the retries as they are.
"""
### INSTEAD OF
    "inkwell-dynamodb-revenue", orders["LatestStreamArn"], StartingPosition="TRIM_HORIZON", MaximumRetryAttempts=2,
### THIS
    "inkwell-dynamodb-revenue", orders["LatestStreamArn"], StartingPosition="TRIM_HORIZON",
