"""expect: the pattern lets through

Whatever was not taken.
"""
### INSTEAD OF
pattern = '{ ($.status = "refused" || $.status = "expired") && $.cents >= 1000 }'
### THIS
pattern = '{ $.status != "taken" }'
