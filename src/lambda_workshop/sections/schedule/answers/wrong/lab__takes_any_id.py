"""expect: check the order's id and the date before you create anything

Every text is an order.
"""
### INSTEAD OF
import re
### THIS
### INSTEAD OF
    if not re.fullmatch(r"O-\d+", order):
        raise ValueError("not an order's id")
### THIS
