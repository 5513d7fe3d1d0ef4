"""expect: the pattern lets through

Looks for words in the line, wherever they are.
"""
### INSTEAD OF
pattern = '{ ($.status = "refused" || $.status = "expired") && $.cents >= 1000 }'
### THIS
pattern = "?refused ?expired"
