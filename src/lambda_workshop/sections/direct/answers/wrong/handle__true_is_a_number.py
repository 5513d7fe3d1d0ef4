"""expect: the caller takes that for a price

`isinstance(True, int)` is true in Python.
"""
### INSTEAD OF
    if type(copies) is not int or not 1 <= copies <= 10_000:
### THIS
    if not isinstance(copies, int) or not 1 <= copies <= 10_000:
