"""expect: which a counter never needs

The role may do everything with every table.
"""
### INSTEAD OF
may_count = {"Action": "dynamodb:UpdateItem", "Resource": visits_arn}
### THIS
may_count = {"Action": "dynamodb:*", "Resource": "*"}
