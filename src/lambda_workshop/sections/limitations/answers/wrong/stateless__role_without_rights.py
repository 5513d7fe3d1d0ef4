"""expect: the role may not `dynamodb:UpdateItem`

The role may write logs.
"""
### INSTEAD OF
counter_role = limitations.role("inkwell-limitations-counter-role", policies=[may_count])
### THIS
counter_role = limitations.role("inkwell-limitations-counter-role", policies=[])
