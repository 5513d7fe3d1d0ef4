"""expect: a failing batch is halved

One bad record takes its whole batch along.
"""
### INSTEAD OF
    BisectBatchOnFunctionError=True, FunctionResponseTypes=["ReportBatchItemFailures"],
### THIS
    FunctionResponseTypes=["ReportBatchItemFailures"],
