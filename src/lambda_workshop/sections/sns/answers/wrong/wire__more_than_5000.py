"""expect: has not printed `points

Leaves out the limit itself.
"""
### INSTEAD OF
wanted = {"country": ["AT", "DE"], "cents": [{"numeric": [">=", 5000]}]}
### THIS
wanted = {"country": ["AT", "DE"], "cents": [{"numeric": [">", 5000]}]}
