"""expect: is not one of the choices

Mends the function, and names no cause.
"""
### INSTEAD OF
cause = "c"
### THIS
cause = "the answer"
