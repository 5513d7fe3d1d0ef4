"""expect: does not allow dynamodb:Query (an index is a resource of its own)

The table's ARN, and not its index's.
"""
### INSTEAD OF
    "Resource": [table_arn, f"{table_arn}/index/by-order"],
### THIS
    "Resource": table_arn,
