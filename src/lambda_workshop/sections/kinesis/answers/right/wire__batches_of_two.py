"""Small batches, several at once."""
### INSTEAD OF
    "inkwell-kinesis-counter", views, StartingPosition="TRIM_HORIZON", MaximumRetryAttempts=2,
### THIS
    "inkwell-kinesis-counter", views, StartingPosition="TRIM_HORIZON", MaximumRetryAttempts=0,
    BatchSize=2, ParallelizationFactor=2,
