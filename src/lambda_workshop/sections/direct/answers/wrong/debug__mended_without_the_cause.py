"""expect: no cause was named

Mends it and does not say why.
"""
### INSTEAD OF
cause = "b"
### THIS
cause = None
