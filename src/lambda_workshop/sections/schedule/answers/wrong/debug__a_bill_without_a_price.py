"""expect: `cents` is the number 990

The bill forgets what it is for.
"""
### INSTEAD OF
    item = {"billId": night, "night": night, "cents": 990}
### THIS
    item = {"billId": night, "night": night}
