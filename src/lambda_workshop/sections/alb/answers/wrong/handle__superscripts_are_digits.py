"""expect: the handler raised `ValueError

`isdigit` is true of a superscript two, which `int` does not take.
"""
### INSTEAD OF
    if paper not in CENTS or not re.fullmatch("[1-9][0-9]{0,2}", copies):
### THIS
    if paper not in CENTS or not (copies.isdigit() and 1 <= int(copies) <= 999):
