"""expect: without it Lambda ignores the answer

The handler reports its failures, and the mapping does not listen.
"""
### INSTEAD OF
    "FunctionResponseTypes": ["ReportBatchItemFailures"],
### THIS
