"""expect: of 3 good jobs were printed within 10 s

A filter copied from the example, for another field: it deletes every job unseen.
"""
### INSTEAD OF
    "FunctionResponseTypes": ["ReportBatchItemFailures"],
### THIS
    "FunctionResponseTypes": ["ReportBatchItemFailures"],
    "FilterCriteria": {"Filters": [{"Pattern": json.dumps({"body": {"kind": ["print"]}})}]},
