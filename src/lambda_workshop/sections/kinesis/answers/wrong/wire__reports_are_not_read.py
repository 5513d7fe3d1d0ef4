"""expect: `ReportBatchItemFailures` among its response types

What the function reports is not read.
"""
### INSTEAD OF
    BisectBatchOnFunctionError=True, FunctionResponseTypes=["ReportBatchItemFailures"],
### THIS
    BisectBatchOnFunctionError=True,
