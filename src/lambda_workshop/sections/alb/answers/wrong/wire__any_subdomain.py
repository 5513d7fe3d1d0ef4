"""expect: answered 200

A wildcard takes hosts that are not the shop's.
"""
### INSTEAD OF
        {"Field": "host-header", "Values": ["shop.inkwell.localhost"]},
### THIS
        {"Field": "host-header", "Values": ["*.shop.inkwell.localhost", "shop.inkwell.localhost"]},
