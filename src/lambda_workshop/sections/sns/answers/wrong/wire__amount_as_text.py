"""expect: has not printed `points

Compares the amount as a text.
"""
### INSTEAD OF
wanted = {"country": ["AT", "DE"], "cents": [{"numeric": [">=", 5000]}]}
### THIS
wanted = {"country": ["AT", "DE"], "cents": ["5000"]}
