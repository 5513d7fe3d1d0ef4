"""expect: where is order

Forgets that a slot stands in braces.
"""
### INSTEAD OF
    "samples": ["where is order {number}", "where is my order", "where order {number} is", "where my order is"],
### THIS
    "samples": ["where is order number", "where is my order"],
