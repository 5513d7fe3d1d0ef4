"""expect: the function has 0 event source mappings

Everything but the mapping.
"""
### INSTEAD OF
map_once(
    "inkwell-kinesis-counter", views, StartingPosition="TRIM_HORIZON", MaximumRetryAttempts=2,
    BisectBatchOnFunctionError=True, FunctionResponseTypes=["ReportBatchItemFailures"],
    DestinationConfig={"OnFailure": {"Destination": failed}},
)
### THIS
