"""expect: lets through an order that was cancelled

Cancelled orders are packed too.
"""
### INSTEAD OF
    "detail-type": ["OrderPlaced"],
### THIS
