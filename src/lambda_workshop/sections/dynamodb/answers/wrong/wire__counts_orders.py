"""expect: the revenue went from

Counts orders instead of cents.
"""
### INSTEAD OF
            ExpressionAttributeValues={":amount": {"N": amount}},
### THIS
            ExpressionAttributeValues={":amount": {"N": "1"}},
