"""expect: the discount begins with the 100th copy

Takes the tenth off the surcharge as well.
"""
### INSTEAD OF
    cents = CENTS[paper] * copies
### THIS
    cents = CENTS[paper] * copies
    if event.get("express"):
        cents += 500
### INSTEAD OF
    if event.get("express"):
        cents += 500
### THIS
