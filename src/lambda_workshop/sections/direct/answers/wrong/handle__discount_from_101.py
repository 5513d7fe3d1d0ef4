"""expect: the discount begins with the 100th copy

More than 100 instead of from 100 on.
"""
### INSTEAD OF
    if copies >= 100:
### THIS
    if copies > 100:
