"""expect: there is no such book

A book without pages is done at once.
"""
### INSTEAD OF
    if not pages:
        raise LookupError(f"{book} has no pages")
### THIS
### INSTEAD OF
    if answer["done"]:
### THIS
    if answer["done"] and pages:
