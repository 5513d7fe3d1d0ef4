"""expect: the pattern lets through a small payment

Forgets that and binds closer than or.
"""
### INSTEAD OF
pattern = '{ ($.status = "refused" || $.status = "expired") && $.cents >= 1000 }'
### THIS
pattern = '{ $.status = "refused" || $.status = "expired" && $.cents >= 1000 }'
