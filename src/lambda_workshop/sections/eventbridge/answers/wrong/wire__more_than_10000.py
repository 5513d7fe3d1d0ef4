"""expect: misses an order of exactly 10000 cents

Leaves out the limit itself.
"""
### INSTEAD OF
cents = [{"numeric": [">=", 10000]}]
### THIS
cents = [{"numeric": [">", 10000]}]
