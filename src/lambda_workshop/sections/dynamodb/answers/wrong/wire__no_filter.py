"""expect: at every change

No filter: the function runs for each change.
"""
### INSTEAD OF
    FilterCriteria={"Filters": [{"Pattern": json.dumps(pattern)}]},
### THIS
