"""expect: no cause was named

Mended, and nobody knows why.
"""
### INSTEAD OF
cause = "b"
### THIS
cause = None
