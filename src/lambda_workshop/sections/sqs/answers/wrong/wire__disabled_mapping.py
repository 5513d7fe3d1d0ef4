"""expect: the mapping is Disabled

Switched off, as after a first try.
"""
### INSTEAD OF
    "FunctionResponseTypes": ["ReportBatchItemFailures"],
### THIS
    "FunctionResponseTypes": ["ReportBatchItemFailures"],
    "Enabled": False,
