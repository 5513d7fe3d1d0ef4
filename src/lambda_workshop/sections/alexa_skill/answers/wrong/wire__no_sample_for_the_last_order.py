"""expect: where is my order

Only whole sentences with a number are understood.
"""
### INSTEAD OF
    "samples": ["where is order {number}", "where is my order", "where order {number} is", "where my order is"],
### THIS
    "samples": ["where is order {number}", "where order {number} is"],
