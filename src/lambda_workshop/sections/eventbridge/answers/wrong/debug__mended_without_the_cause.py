"""expect: no cause was named

Writes the function anew and does not say why.
"""
### INSTEAD OF
cause = "b"
### THIS
cause = None
