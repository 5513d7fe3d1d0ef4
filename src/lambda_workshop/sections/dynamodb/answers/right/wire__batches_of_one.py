"""Batches of one record."""
### INSTEAD OF
    "inkwell-dynamodb-revenue", orders["LatestStreamArn"], StartingPosition="TRIM_HORIZON", MaximumRetryAttempts=2,
### THIS
    "inkwell-dynamodb-revenue", orders["LatestStreamArn"], StartingPosition="TRIM_HORIZON", MaximumRetryAttempts=0, BatchSize=1,
