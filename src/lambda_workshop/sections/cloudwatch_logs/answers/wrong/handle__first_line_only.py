"""expect: the digest is

Looks at the first line only.
"""
### INSTEAD OF
    for item in inside["logEvents"]:
### THIS
    for item in inside["logEvents"][:1]:
