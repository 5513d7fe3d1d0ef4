"""expect: has not printed `points

Forgets Germany.
"""
### INSTEAD OF
wanted = {"country": ["AT", "DE"], "cents": [{"numeric": [">=", 5000]}]}
### THIS
wanted = {"country": ["AT"], "cents": [{"numeric": [">=", 5000]}]}
