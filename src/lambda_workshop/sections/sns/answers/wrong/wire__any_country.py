"""expect: was called for an order of

Looks at the amount only.
"""
### INSTEAD OF
wanted = {"country": ["AT", "DE"], "cents": [{"numeric": [">=", 5000]}]}
### THIS
wanted = {"cents": [{"numeric": [">=", 5000]}]}
