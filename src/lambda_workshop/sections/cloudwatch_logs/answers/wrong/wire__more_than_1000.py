"""expect: the pattern misses a refused payment of exactly

Leaves out the limit itself.
"""
### INSTEAD OF
pattern = '{ ($.status = "refused" || $.status = "expired") && $.cents >= 1000 }'
### THIS
pattern = '{ ($.status = "refused" || $.status = "expired") && $.cents > 1000 }'
