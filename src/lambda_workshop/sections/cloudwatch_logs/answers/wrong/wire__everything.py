"""expect: the pattern lets through

An empty pattern: every line.
"""
### INSTEAD OF
pattern = '{ ($.status = "refused" || $.status = "expired") && $.cents >= 1000 }'
### THIS
pattern = ""
