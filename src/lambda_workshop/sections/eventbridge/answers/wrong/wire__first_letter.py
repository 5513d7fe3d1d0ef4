"""expect: `first` is the sku of the first item

Takes the first item for its sku.
"""
### INSTEAD OF
paths = {"order": "$.detail.orderId", "first": "$.detail.items[0].sku"}
### THIS
paths = {"order": "$.detail.orderId", "first": "$.detail.items[1].sku"}
