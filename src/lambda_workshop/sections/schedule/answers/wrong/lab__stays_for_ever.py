"""expect: each order leaves a schedule for ever

A schedule that is over stays.
"""
### INSTEAD OF
        "ActionAfterCompletion": "DELETE",
### THIS
