"""expect: the pattern misses an expired payment

Forgets those that expired.
"""
### INSTEAD OF
pattern = '{ ($.status = "refused" || $.status = "expired") && $.cents >= 1000 }'
### THIS
pattern = '{ $.status = "refused" && $.cents >= 1000 }'
